import { expect, it } from "vitest";
import { ChatError, type Environment } from "../src/index.js";
import { browserEnvironment } from "../src/transport/environment.js";
import { Link } from "../src/transport/link.js";
import type { LinkOwner } from "../src/transport/link-owner.js";
import { backOffMs } from "../src/transport/retry.js";
import { createTokens, type Tokens } from "../src/transport/tokens.js";
import { FakeServer } from "./server/server.js";
import { Clock, seeded } from "./world.js";

/** The owner of a link to a server, which needs nothing else. */
class Client implements LinkOwner {
  readonly tokens: Tokens;
  constructor(
    readonly env: Environment,
    token: string,
    private server: FakeServer,
  ) {
    this.tokens = createTokens(async () => token, env);
  }
  async ready() {}
  open(protocols: string[]) {
    return this.server.socket("ws://chat.test/ws/", protocols);
  }
  async probe() {
    if (this.server.down) throw new ChatError(0, "network", "no answer");
  }
  changed() {}
  take() {}
  gone() {}
}

it("spreads 1,000 clients that lose the server at once", async () => {
  const clock = new Clock();
  const server = new FakeServer(clock, seeded(9));
  server.createRoom(1);
  const env = { ...browserEnvironment(), now: () => clock.now, after: clock.after, random: seeded(7) };
  const token = server.token(1);
  for (let n = 0; n < 1_000; n += 1) {
    new Link(new Client(env, token, server)).connect("start");
  }
  await clock.advance(10_000);
  expect(server.connections.size).toBe(1_000);
  server.down = true;
  server.cut();
  await clock.advance(10_000, 2);
  const back = clock.now;
  server.down = false;
  await clock.advance(40_000, 2);
  expect(server.connections.size).toBe(1_000);
  const slots = new Map<number, number>();
  for (const { at } of server.handshakes) {
    if (at < back) continue;
    const slot = Math.floor((at - back) / 100);
    slots.set(slot, (slots.get(slot) ?? 0) + 1);
  }
  const worst = Math.max(...slots.values());
  console.log(`1,000 clients: at most ${worst} handshakes in 100 ms`);
  expect(worst).toBeLessThanOrEqual(50);
});

it("waits 0 to 0.5 s · 1.4^n, at most 30 s", () => {
  const env = (n: number) => ({ random: () => n }) as never;
  expect([0, 1, 5, 12, 13, 5_000].map((n) => backOffMs(env(0.999999), n))).toEqual([
    expect.closeTo(500, 0),
    expect.closeTo(700, 0),
    expect.closeTo(2_689, 0),
    expect.closeTo(28_347, 0),
    expect.closeTo(30_000, 0),
    expect.closeTo(30_000, 0),
  ]);
  expect(backOffMs(env(0), 9)).toBe(0);
});
