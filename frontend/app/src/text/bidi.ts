/** Characters that turn the direction of what follows them, also outside of the text that they stand in. */
const CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g;
/** Letters that are written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** A text without the characters that turn the direction of what follows them. */
export const withoutControls = (text: string): string => text.replace(CONTROLS, "");

/** A text that changes nothing around it where it stands in a sentence. Elements do the same with `bdi`. */
export function isolated(text: string): string {
  const clean = withoutControls(text);
  return RIGHT_TO_LEFT.test(clean) ? `\u2068${clean}\u2069` : clean;
}
