import type { ChatError } from "../error.js";
import type { ClientFrame } from "../types/wire.js";
import type { Line, Said } from "./channel.js";
import type { Link } from "./link.js";
import { LINE, step } from "./tables.js";
import type { Users } from "./users.js";

/** The rooms that are followed on a link. */
export class Lines {
  #link: Link;
  #users: Users;
  /** The lines in use by room, the one that was wanted last at the end. */
  readonly rooms = new Map<number, Line>();

  constructor(link: Link, users: Users) {
    this.#link = link;
    this.#users = users;
  }

  /** Starts to follow a room, unless it is followed. It is the one that was wanted last. */
  follow(line: Line) {
    step(line, LINE, "start");
    this.rooms.delete(line.id);
    this.rooms.set(line.id, line);
    this.#users.hold(line, () => {});
    this.askWanted();
  }

  /** Ends following a room. */
  unfollow(line: Line) {
    if (line.phase === "a" || line.phase === "l") this.tell(line, { type: "unsubscribe" });
    step(line, LINE, "stop");
    this.rooms.delete(line.id);
    this.#users.release(line);
    this.askWanted();
  }

  /** Sends a frame about a line's room. Returns false if the link is not live. */
  tell({ id }: Line, frame: Said): boolean {
    return !!this.#link.live()?.send({ ...frame, room_id: id } as ClientFrame);
  }

  /** Sends a frame about a line's room. Returns false if the line is not live. */
  say(line: Line, frame: Said): boolean {
    return line.phase === "l" && this.tell(line, frame);
  }

  /** Asks the server for the lines that are wanted, or for the `most` of them that were wanted last, if the link is live. */
  askWanted(most = this.rooms.size) {
    if (!this.#link.live()) return;
    const wanted = [...this.rooms.values()].filter(({ phase }) => phase === "w");
    for (const line of wanted.slice(-most)) {
      step(line, LINE, "up");
      this.tell(line, { type: "subscribe", since: line.since() });
    }
  }

  /** Takes over that the link is not live. */
  down() {
    for (const line of this.rooms.values()) step(line, LINE, "down");
  }

  /** Ends the link and all lines: the server refuses the user. */
  gone(why: ChatError) {
    this.#link.close();
    for (const line of this.rooms.values()) line.gone(why);
  }
}
