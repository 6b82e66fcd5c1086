import { type ComponentType, type ReactNode, useEffect, useState } from "react";
import { later } from "./later.ts";

/**
 * Makes a component of a part of the page that is loaded when it is first shown; `meanwhile` stands in for it. With
 * React's `lazy`, it would be shown no sooner than 300 ms after what stands in for it (`FALLBACK_THROTTLE_MS` of
 * React 19).
 */
export function part<P extends object>(
  load: () => Promise<{ default: ComponentType<P> }>,
  meanwhile: ReactNode = null,
): ComponentType<P> {
  const loadPart = later(load);
  let Loaded: ComponentType<P> | null = null;
  let loading: Promise<void> | null = null;
  const whenLoaded = () => {
    loading ??= loadPart().then((module) => {
      Loaded = module.default;
    });
    return loading;
  };
  return function Part(props) {
    const [, renderAgain] = useState({});
    const isShown = Loaded !== null;
    useEffect(() => {
      if (isShown) return;
      const fail = (error: unknown) =>
        renderAgain(() => {
          throw error;
        });
      // It may have been loaded since this was rendered.
      whenLoaded().then(() => renderAgain({}), fail);
    }, [isShown]);
    return Loaded ? <Loaded {...props} /> : meanwhile;
  };
}
