import { GREETING_MS, HEALTHY_MS } from "../limits.js";
import type { ClientFrame, ClosedReason, ServerFrame } from "../types/wire.js";
import { createHeartbeat } from "./heartbeat.js";
import type { LinkOwner } from "./link-owner.js";
import { createTimers } from "./timers.js";
import { createTokenRenewal } from "./token-renewal.js";

/** One socket, from its opening until it is given up. */
export type Connection = ReturnType<typeof createConnection>;

/**
 * Opens a socket with a token, stays in touch with the server, and keeps the token new.
 *
 * @param take called with every frame
 * @param lost called when nothing comes from the socket any more
 */
export function createConnection(
  owner: LinkOwner,
  token: string,
  take: (frame: ServerFrame) => void,
  lost: (reason?: ClosedReason) => void,
) {
  const { env, tokens } = owner;
  const timers = createTimers(env);
  const socket = owner.open(["bearer", token]);
  const send = (frame: ClientFrame): boolean => {
    const isOpen = !!socket.onmessage && socket.readyState === 1;
    if (isOpen) socket.send(JSON.stringify(frame));
    return isOpen;
  };
  const die = () => lost();
  const heart = createHeartbeat(env, timers, () => send({ type: "ping" }), die);
  const give = (newer: string) => send({ type: "token", token: newer });
  const renewal = createTokenRenewal(env, tokens, timers, token, give, heart.check);

  const hear = (frame: ServerFrame) => {
    heart.heard();
    if (frame.type === "closed") {
      if (frame.reason === "expired") renewal.reject();
      return lost(frame.reason);
    }
    if (frame.type === "token_accepted") renewal.later();
    take(frame);
  };
  socket.onmessage = ({ data }) => {
    const frame = (data as Partial<ServerFrame>).type ? data : JSON.parse(data as string);
    // What follows a frame that ends the connection is not heard.
    for (const each of frame.frames ?? [frame]) if (socket.onmessage) hear(each);
  };
  socket.onclose = die;
  timers.set("greeting", GREETING_MS, die);

  return {
    send,
    check: heart.check,
    /** Takes over that the server has greeted it; `healthy` is called if it lasts. */
    greeted(healthy: () => void) {
      timers.cancel("greeting");
      timers.set("healthy", HEALTHY_MS, healthy);
      heart.later();
      renewal.later();
    },
    /** Gives the socket up: nothing is heard from it any more. */
    close() {
      timers.end();
      socket.onmessage = socket.onclose = null;
      socket.close();
    },
  };
}
