import { TYPING_EVERY_MS } from "../limits.js";
import type { RoomContext } from "./context.js";

/** Makes the functions that tell a room that the user is typing, once in a while. */
export function createKeystrokes({ transport: { env, lines }, line }: RoomContext) {
  let toldAt = 0;
  return {
    keystroke() {
      const now = env.now();
      if (now - toldAt < TYPING_EVERY_MS) return;
      if (lines.say(line, { type: "typing", is_typing: true })) toldAt = now;
    },
    /** Takes over that a message was sent: the next key is told again. */
    sent() {
      toldAt = 0;
    },
  };
}
