/** The sockets of the fake server: handshakes, and frames that come late, not at all or twice. */

import type { ServerFrame, SocketLike, User } from "../../src/index.js";
import { FakeRooms, type TestClock } from "./rooms.js";

export interface Connection {
  user: User;
  /** The room; null on the notification channel and on a user socket. */
  room: number | null;
  /** The rooms that a user socket is subscribed to; null on other sockets. */
  subscriptions: Set<number> | null;
  token: string;
  deliver(frame: ServerFrame): void;
  end(code: number): void;
}

/** The server's end of a socket. */
export interface Wire {
  socket: SocketLike;
  state: { -readonly [K in keyof SocketLike]: SocketLike[K] };
  connection: Connection | null;
}

/** Keeps connections, and delivers frames to them. */
export abstract class FakeSockets extends FakeRooms {
  readonly connections = new Set<Connection>();
  readonly handshakes: { at: number; url: string; protocols: string[] }[] = [];
  /** The longest one-way delay of requests, answers and frames. */
  delayMs = 0;
  /** Selects the frames that do not arrive. */
  loses: (frame: ServerFrame, user: number) => boolean = () => false;
  /** Selects the frames that arrive twice. */
  doubles: (frame: ServerFrame, user: number) => boolean = () => false;
  /** The sockets that the clients have not closed. */
  readonly open = new Set<SocketLike>();

  constructor(
    clock: TestClock,
    private random: () => number,
  ) {
    super(clock);
  }

  readonly socket = (url: string, protocols: string[]): SocketLike => {
    this.handshakes.push({ at: this.clock.now, url, protocols });
    const socket: SocketLike = {
      readyState: 0,
      onopen: null,
      onmessage: null,
      onclose: null,
      send: () => undefined,
      close: () => undefined,
    };
    const wire: Wire = { socket, state: socket, connection: null };
    this.open.add(socket);
    socket.close = () => {
      const wasOpen = wire.connection;
      this.open.delete(socket);
      wire.state.readyState = 3;
      wire.connection = null;
      this.later(() => wasOpen && this.connections.delete(wasOpen));
    };
    this.later(() => this.shakeHands(wire, new URL(url), protocols[1] ?? ""));
    return socket;
  };

  /** Answers a handshake. */
  protected abstract shakeHands(wire: Wire, url: URL, token: string): void;

  /** Calls `fn` after a random delay, in its own turn if there is no delay. */
  protected later(fn: () => void, slow = 1) {
    if (this.delayMs === 0) setImmediate(fn);
    else this.clock.after(this.random() * this.delayMs * slow, fn);
  }

  protected shut(wire: Wire, code: number) {
    if (wire.state.readyState === 3) return;
    wire.state.readyState = 3;
    this.open.delete(wire.socket);
    if (wire.connection) this.connections.delete(wire.connection);
    wire.connection = null;
    this.later(() => wire.socket.onclose?.({ code, reason: "" }));
  }

  protected connect(wire: Wire, user: User, room: number | null, token: string): Connection {
    let last = Promise.resolve();
    // Connections are not equally quick.
    const slow = 2 * this.random();
    return {
      user,
      room,
      subscriptions: null,
      token,
      deliver: (frame) => {
        if (this.loses(frame, user.id)) return;
        const data = JSON.stringify(frame);
        // One connection keeps its order, whatever the delays.
        const wait = new Promise<void>((resolve) => this.later(resolve, slow));
        last = last
          .then(() => wait)
          .then(() => {
            if (wire.state.readyState !== 1) return;
            wire.socket.onmessage?.({ data });
            if (this.doubles(frame, user.id)) wire.socket.onmessage?.({ data });
          });
      },
      end: (code) => {
        if (code === 1006) this.shut(wire, code);
        else last = last.then(() => this.shut(wire, code));
      },
    };
  }
}
