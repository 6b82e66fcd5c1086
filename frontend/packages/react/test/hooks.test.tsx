// @vitest-environment happy-dom
import { act, cleanup, render, screen } from "@testing-library/react";
import { memo, StrictMode, useLayoutEffect, useState } from "react";
import { renderToString } from "react-dom/server";
import { afterEach, expect, it } from "vitest";
import { World } from "../../client/test/world.js";
import {
  ChatProvider,
  useChat,
  useDraft,
  useLink,
  useMe,
  useMembers,
  useNotifications,
  useOnline,
  useOwn,
  useReadable,
  useReadBy,
  useRoom,
  useRooms,
  useTimeline,
  useTyping,
  useUnread,
  useUnreadTotal,
} from "../src/index.js";

afterEach(cleanup);

const rows: string[] = [];

const Row = memo(function Row({ text }: { text: string }) {
  rows.push(text);
  return <li>{text}</li>;
});

function List({ id }: { id: number }) {
  const { entries } = useTimeline(id);
  return (
    <ul>
      {entries.map((entry) => (
        <Row
          key={entry.key}
          text={entry.kind === "sent" ? entry.message.content : `[${entry.outgoing.content}]`}
        />
      ))}
    </ul>
  );
}

function Composer({ id }: { id: number }) {
  const { text, set, clear } = useDraft(id);
  const room = useChat().room(id);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        room.send({ content: text });
        clear();
      }}
    >
      <input aria-label="text" value={text} onChange={(event) => set({ text: event.target.value })} />
      <button type="submit">send</button>
    </form>
  );
}

function Everything({ id }: { id: number }) {
  const { phase, info } = useRoom(id);
  const counts = [useTyping(id), useOnline(id), useReadBy(id)].map((all) =>
    "size" in all ? all.size : all.length,
  );
  const unread = [useUnread(id).count, useUnreadTotal()];
  const lists = [useRooms().mine.length, useNotifications().items.length, useMembers(id).members.length];
  const who = [useMe()?.username, useOwn(id)?.role, info?.name, useLink().at];
  return <p data-testid="all">{JSON.stringify([phase, counts, unread, lists, who])}</p>;
}

async function pass(world: World, ms = 1_000) {
  await act(() => world.clock.advance(ms));
}

it("constructs one WebSocket in StrictMode, also when the room is shown elsewhere", async () => {
  const world = new World();
  world.server.createRoom(1);
  const { chat } = world.tab();
  function Page() {
    const [other, setOther] = useState(false);
    return (
      <ChatProvider chat={chat}>
        <button type="button" onClick={() => setOther(!other)}>
          move
        </button>
        {other ? <List key="a" id={1} /> : <List key="b" id={1} />}
        <List id={1} />
      </ChatProvider>
    );
  }
  const page = render(
    <StrictMode>
      <Page />
    </StrictMode>,
  );
  await pass(world);
  act(() => screen.getByText("move").click());
  await pass(world);
  expect([world.server.handshakes.length, world.server.connections.size]).toEqual([1, 1]);
  page.unmount();
  await pass(world, 6_000);
  expect(world.server.connections.size).toBe(0);
});

it("renders on a server, without connecting, what a browser renders first", async () => {
  const world = new World();
  world.server.createRoom(1);
  const { chat } = world.tab();
  const page = (
    <ChatProvider chat={chat}>
      <List id={1} />
      <Everything id={1} />
    </ChatProvider>
  );
  const html = renderToString(page);
  await world.clock.advance(1_000);
  expect(world.server.requests).toEqual([]);
  expect(html).toContain("cold");
  // A chat that is further by the time of hydration renders the same first.
  chat.room(1).watch();
  await world.clock.advance(1_000);
  const root = document.createElement("div");
  document.body.append(root);
  root.innerHTML = html;
  const problems: unknown[] = [];
  render(page, { container: root, hydrate: true, onRecoverableError: (error) => problems.push(error) });
  await pass(world);
  expect(problems).toEqual([]);
  expect(root.textContent).toContain("current");
});

it("shows everything of a room", async () => {
  const world = new World();
  world.server.createRoom(1);
  world.server.say(1, "m1");
  const { chat } = world.tab();
  render(
    <ChatProvider chat={chat}>
      <Everything id={1} />
    </ChatProvider>,
  );
  await pass(world, 2_000);
  expect(JSON.parse(screen.getByTestId("all").textContent ?? "")).toEqual([
    "current",
    [0, 1, 0],
    [1, 1],
    [1, 0, 2],
    ["user1", "admin", "room 1", "live"],
  ]);
});

it("renders no row again while one types, and only new ones when messages come", async () => {
  const world = new World();
  world.server.createRoom(1);
  for (let n = 0; n < 20; n += 1) world.server.say(1, `m${n}`);
  const { chat } = world.tab();
  render(
    <ChatProvider chat={chat}>
      <List id={1} />
      <Composer id={1} />
    </ChatProvider>,
  );
  await pass(world);
  expect(screen.getAllByRole("listitem").length).toBe(20);
  rows.length = 0;
  for (const text of ["h", "he", "hel"]) act(() => chat.room(1).draft.set({ text }));
  expect(rows).toEqual([]);
  expect((screen.getByLabelText("text") as HTMLInputElement).value).toBe("hel");
  act(() => world.server.say(1, "new"));
  await pass(world);
  expect(rows).toEqual(["new"]);
  rows.length = 0;
  const before = screen.getAllByRole("listitem").length;
  act(() => screen.getByText("send").click());
  await pass(world, 0);
  const element = screen.getAllByRole("listitem")[before];
  await pass(world);
  // The local entry and the server's copy are one element.
  expect(screen.getAllByRole("listitem")[before]).toBe(element);
  expect(screen.getAllByRole("listitem").length).toBe(before + 1);
  expect(element?.textContent).toBe("hel");
});

it("says what is missing without a provider", () => {
  expect(() => renderToString(<List id={1} />)).toThrow("ChatProvider");
});

/** A readable that can be changed before it tells of it. */
function readable() {
  let value = "first";
  const listeners = new Set<() => void>();
  return {
    initial: "first",
    get: () => value,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    change: (next: string) => {
      value = next;
    },
    tell: () => {
      for (const listener of listeners) listener();
    },
  };
}

it("shows a change when it is told of it, and not with a render in between", () => {
  const from = readable();
  const Shown = () => <p data-testid="value">{useReadable(from)}</p>;
  const text = () => screen.getByTestId("value").textContent;
  const page = render(<Shown />);
  from.change("second");
  page.rerender(<Shown />);
  expect(text()).toBe("first");
  act(from.tell);
  expect(text()).toBe("second");
});

it("shows a change that came before it listened, and another readable at once", () => {
  const [one, other] = [readable(), readable()];
  const Early = () => {
    useLayoutEffect(() => one.change("early"), []);
    return null;
  };
  const Shown = ({ from }: { from: typeof one }) => <p data-testid="value">{useReadable(from)}</p>;
  const text = () => screen.getByTestId("value").textContent;
  const page = (from: typeof one) => (
    <>
      <Early />
      <Shown from={from} />
    </>
  );
  const { rerender } = render(page(one));
  expect(text()).toBe("early");
  other.change("other");
  rerender(page(other));
  expect(text()).toBe("other");
});
