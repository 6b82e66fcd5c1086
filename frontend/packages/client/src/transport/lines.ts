import { asChatError, ChatError } from "../error.js";
import { REFUSED_ATTEMPT } from "../limits.js";
import type { ClientFrame, ClosedReason, ServerFrame } from "../types/wire.js";
import type { Line } from "./channel.js";
import { Link } from "./link.js";
import { backOffMs } from "./retry.js";
import { LINE, step } from "./tables.js";

/** A frame about a room, without the room. */
type Said = ClientFrame extends infer Frame
  ? Frame extends unknown
    ? Omit<Frame, "room_id">
    : never
  : never;

/** Who uses the user's socket: the rooms that are followed on it, and what comes without a subscription. */
export abstract class Lines extends Link {
  /** The users of the socket, and what each does as soon as it is live. */
  #users = new Map<object, () => unknown>();
  /** The lines in use by room, the one that was wanted last at the end. */
  #rooms = new Map<number, Line>();

  /** Keeps the socket open for a user. `live` is called whenever it is live after it was not. */
  hold(user: object, live: () => unknown) {
    if (this.phase === "l" && !this.#users.has(user)) live();
    this.#users.set(user, live);
    this.start();
  }

  /** Lets the socket close, if it has no other user. */
  release(user: object) {
    this.#users.delete(user);
    if (!this.#users.size && !this.#rooms.size) this.close();
  }

  /** Starts to follow a room, unless it is followed. It is the one that was wanted last. */
  follow(line: Line) {
    const { id } = line;
    step(line, LINE, "start");
    this.#rooms.delete(id);
    this.#rooms.set(id, line);
    this.start();
    this.askWanted();
  }

  /** Ends following a room. */
  unfollow(line: Line) {
    if (line.phase === "a" || line.phase === "l") this.#tell(line, { type: "unsubscribe" });
    step(line, LINE, "stop");
    this.#rooms.delete(line.id);
    this.release(line);
    this.askWanted();
  }

  /** Sends a frame about a line's room. Returns false if the line is not live. */
  say(line: Line, frame: Said): boolean {
    return line.phase === "l" && this.#tell(line, frame);
  }

  protected override changed() {
    if (this.phase !== "l") for (const line of this.#rooms.values()) step(line, LINE, "down");
  }

  protected override gone(why: ChatError) {
    this.close();
    for (const line of this.#rooms.values()) line.gone(why);
  }

  protected override take(frame: ServerFrame) {
    if (frame.type === "connection_established") {
      for (const live of this.#users.values()) live();
      this.askWanted();
    }
    if (frame.type === "pong") {
      const { last_seqs, type } = frame;
      for (const id in last_seqs) this.#rooms.get(+id)?.frame({ type, last_seq: last_seqs[id] });
    }
    const line = this.#rooms.get((frame as { room_id: number }).room_id);
    if (!line) return;
    if (frame.type === "live") {
      if (step(line, LINE, "granted")) line.live(frame.last_seq ?? 0);
    } else if (frame.type === "unsubscribed") this.#end(line, frame.reason);
    // One who has left may go on watching a public room.
    else if (frame.type === "room_removed")
      this.#end(line, frame.reason === "left" ? undefined : frame.reason);
    else if (frame.type === "error" && line.phase === "a") this.#refused(line, frame);
    else line.frame(frame);
  }

  #tell({ id }: Line, frame: Said): boolean {
    return this.send({ ...frame, room_id: id } as ClientFrame);
  }

  /** Asks the server for the lines that are wanted. */
  protected askWanted() {
    for (const line of this.#rooms.values()) if (line.phase === "w") this.#ask(line);
  }

  #ask(line: Line) {
    if (this.phase !== "l") return;
    step(line, LINE, "up");
    this.#tell(line, { type: "subscribe", since: line.since() });
  }

  /** Ends a line for the server's reason; without a reason the client has asked for it. */
  #end(line: Line, reason?: ClosedReason | null) {
    if (!reason) return;
    step(line, LINE, "down");
    // Another connection has taken the subscription over: it is asked for again when the page is seen.
    if (reason !== "replaced") line.gone(reason);
  }

  /** Decides what follows a refused subscription: another line's end, another attempt, or the end of the line. */
  async #refused(line: Line, { code, retry_after }: Extract<ServerFrame, { type: "error" }>) {
    const { env } = this;
    step(line, LINE, "down");
    if (code === "too_many_subscriptions") {
      // The one that was wanted before all others makes room.
      const [oldest] = [...this.#rooms.values()].filter((each) => each === line || each.phase === "l");
      if (!oldest || oldest === line) return;
      this.#tell(oldest, { type: "unsubscribe" });
      step(oldest, LINE, "down");
      return this.#ask(line);
    }
    if (code === "already_subscribed") this.#tell(line, { type: "unsubscribe" });
    const error = new ChatError(0, code, code, (retry_after ?? 0) * 1000);
    const cause = await line.probe().then(() => error, asChatError);
    if (line.phase !== "w") return;
    if (cause.status === 403 || cause.status === 404) return line.gone(cause);
    env.after(backOffMs(env, REFUSED_ATTEMPT, cause), () => this.askWanted());
  }
}
