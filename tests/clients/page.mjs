// A page for React: a happy-dom window, whose WebSockets are counted.
import { Window } from "happy-dom";

const window = new Window({ url: "http://localhost:3000/" });

/** Every WebSocket that the page opened, in order. */
export const sockets = [];

class CountedWebSocket extends window.WebSocket {
  constructor(...args) {
    super(...args);
    sockets.push(this);
  }
}

const { document, navigator } = window;
for (const [name, value] of Object.entries({ window, document, navigator, WebSocket: CountedWebSocket })) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

// Loaded only now: React and the hooks look at the window when they are loaded.
const { createElement, StrictMode } = await import("react");
const { createRoot } = await import("react-dom/client");

/** Shows a component in strict mode; returns how to show it with other properties, and how to end it. */
export function show(t, component, props) {
  const root = createRoot(document.body.appendChild(document.createElement("div")));
  const render = (next, key) =>
    root.render(createElement(StrictMode, null, createElement(component, { ...next, key })));
  let shown = true;
  const end = () => {
    if (shown) root.unmount();
    shown = false;
  };
  t.after(end);
  render(props);
  return { render, end };
}
