/**
 * The state machines of the link and of its lines. `SPEC.md` explains their states and events. A state is a letter; each
 * row has, for every state in their order, the state after the event, or `.` where the event changes nothing.
 */

/** A state of the link: idle, connecting, asking, waiting, live, ended. */
export type LinkPhase = "i" | "c" | "a" | "w" | "l" | "e";

/** The steps of the link. */
export const LINK = {
  states: "icawle",
  start: "c....c",
  retry: "...c.c",
  greeted: ".l....",
  refused: ".a....",
  failed: ".ww.w.",
  stop: ".iiiii",
  end: "eeeee.",
};

/** A state of a line: off, wanted, asked, live. */
export type LinePhase = "o" | "w" | "a" | "l";

/** The steps of a line. */
export const LINE = {
  states: "owal",
  start: "w...",
  stop: ".ooo",
  up: ".a..",
  granted: "..l.",
  down: "..ww",
};

/** Changes the phase of a machine as its table says. Returns whether the table has a step for the event. */
export function step<Phase extends string, Event extends string>(
  machine: { phase: Phase },
  table: { states: string } & Record<Event, string>,
  event: Event,
): boolean {
  const to = table[event][table.states.indexOf(machine.phase)] as Phase;
  const isStep = to > ".";
  if (isStep) machine.phase = to;
  return isStep;
}
