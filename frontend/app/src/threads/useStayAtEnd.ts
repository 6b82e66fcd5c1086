import type { Entry } from "@roomcast/client";
import { useLayoutEffect, useRef } from "react";

/** The list follows new replies while it is not further than this above its end. */
const NEAR_PX = 80;

/** Keeps a list at its end while replies are added, if it is there; a thread that is not read to its end stays. */
export function useStayAtEnd(entries: readonly Entry[], hasMore: boolean) {
  const list = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const { length } = entries;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list grows with the number of entries
  useLayoutEffect(() => {
    const element = list.current;
    if (element && isAtEnd.current && !hasMore) element.scrollTop = element.scrollHeight;
  }, [length, hasMore]);
  const onScroll = () => {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = list.current ?? {};
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
  };
  const toEnd = () => {
    isAtEnd.current = true;
  };
  return { list, onScroll, toEnd };
}
