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
  return function Part(props) {
    const [, renderAgain] = useState({});
    useEffect(() => {
      if (Loaded) return;
      loadPart().then(
        (module) => {
          Loaded = module.default;
          renderAgain({});
        },
        (error) =>
          renderAgain(() => {
            throw error;
          }),
      );
    }, []);
    return Loaded ? <Loaded {...props} /> : meanwhile;
  };
}
