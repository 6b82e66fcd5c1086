// @vitest-environment happy-dom
import { act, cleanup, render } from "@testing-library/react";
import { Component, type ReactNode, useLayoutEffect } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { part } from "../../src/state/part.tsx";

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

class Boundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state = { error: null as Error | null };
  static getDerivedStateFromError = (error: Error) => ({ error });
  override render() {
    return this.state.error ? this.state.error.message : this.props.children;
  }
}

test("a part is loaded once, when it is first shown, and at once there from then on", async () => {
  const load = vi.fn(async () => ({ default: ({ name }: { name: string }) => <p>{name}</p> }));
  const Greeting = part(load, "…");
  expect(load).not.toHaveBeenCalled();
  const page = render(<Greeting name="one" />);
  expect(page.container.textContent).toBe("…");
  await act(async () => undefined);
  expect(page.container.textContent).toBe("one");
  page.rerender(<Greeting key={2} name="two" />);
  expect(page.container.textContent).toBe("two");
  expect(load).toHaveBeenCalledOnce();
});

test("a part that cannot be had is an error of what shows it", async () => {
  vi.spyOn(console, "error").mockReturnValue();
  vi.stubGlobal("fetch", async () => new Response("{}"));
  const Missing = part(async (): Promise<{ default: () => ReactNode }> => {
    throw new TypeError("gone");
  });
  const page = render(
    <Boundary>
      <Missing />
    </Boundary>,
  );
  await act(async () => undefined);
  expect(page.container.textContent).toBe("gone");
});

test("a part that is rendered while another place has its code loaded is shown, too", async () => {
  let arrive: (module: { default: () => ReactNode }) => void = () => undefined;
  const Greeting = part(() => new Promise<{ default: () => ReactNode }>((go) => (arrive = go)));
  render(<Greeting />);
  const page = render(
    <Arriving when={() => arrive({ default: () => "hello" })}>
      <Greeting />
    </Arriving>,
  );
  await act(async () => undefined);
  expect(page.container.textContent).toBe("hello");
});

/** Calls `when` after it was rendered, before effects run. */
function Arriving({ when, children }: { when(): void; children: ReactNode }) {
  useLayoutEffect(when);
  return children;
}
