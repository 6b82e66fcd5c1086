import { useLayoutEffect, useRef } from "react";

/** Something that lies over the page: a dialog, a panel, a menu. */
interface Layer {
  close(): void;
}

/** The open layers, the topmost last. Each has an entry in the browser's history, so that Back closes it. */
const layers: Layer[] = [];
/** Whether a way back that was begun here is under way. */
let isReturning = false;
/** Whether the history is to be compared with the layers. */
let isDue = false;

/** Those who wait until no way back is due or under way. */
let waiting: (() => void)[] = [];

/** The number of layers that were open at the present entry of the history. */
const depth = (): number => history.state?.layers ?? 0;

/** Makes the history as deep as there are layers. An entry that another page has taken the place of is left alone. */
function settle() {
  isDue = false;
  if (isReturning) return;
  if (depth() > layers.length) {
    isReturning = true;
    history.go(layers.length - depth());
  }
  while (depth() < layers.length) history.pushState({ layers: depth() + 1 }, "");
  if (isReturning) return;
  for (const go of waiting) go();
  waiting = [];
}

/** Resolves when the history is as deep as the layers. A step that is taken earlier would be gone back. */
export const settled = (): Promise<void> =>
  isDue || isReturning ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve();

/** Settles after the present task: a menu that closes may open a dialog, and a link that is followed takes the entry. */
function settleSoon() {
  if (isDue) return;
  isDue = true;
  setTimeout(settle);
}

/** Closes the layers above the entry that the user has gone back to, and passes by entries of layers that are closed. */
function onPopState() {
  if (isReturning) isReturning = false;
  else while (layers.length > depth()) layers.pop()?.close();
  settle();
}

/** Listens to the history. An entry of a layer that was open before a reload is left. */
export function watchLayers() {
  addEventListener("popstate", onPopState);
  settle();
}

/** Adds a layer; returns a function that takes it away. */
export function addLayer(close: () => void): () => void {
  const layer = { close };
  layers.push(layer);
  settleSoon();
  return () => {
    const index = layers.indexOf(layer);
    if (index >= 0) layers.splice(index, 1);
    settleSoon();
  };
}

/** Makes a component a layer while it is mounted: Back calls `close`. */
export function useLayer(close: () => void, isLayer = true) {
  const latest = useRef(close);
  latest.current = close;
  // Before the paint: whoever sees the layer may go back over it.
  useLayoutEffect(() => (isLayer ? addLayer(() => latest.current()) : undefined), [isLayer]);
}
