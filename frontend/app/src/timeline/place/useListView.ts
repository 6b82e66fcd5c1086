import type { Timeline } from "@roomcast/client";
import { createRef, type RefObject, useState } from "react";
import type { VirtualizerHandle } from "virtua";
import { createFollowing, type Following } from "./following.ts";

/** Objects that the hooks of this folder share; the same object as long as the list is mounted. */
export interface ListView {
  /** The virtual list. */
  list: RefObject<VirtualizerHandle | null>;
  /** The element that scrolls. */
  scroller: RefObject<HTMLDivElement | null>;
  /** The newest timeline, also for functions that were made for an older one. */
  timeline: RefObject<Timeline>;
  following: Following;
}

/** Makes the shared view of a list and keeps `timeline` in it current. */
export function useListView(timeline: Timeline): ListView {
  const [view] = useState<ListView>(() => ({
    list: createRef(),
    scroller: createRef(),
    timeline: { current: timeline },
    following: createFollowing(),
  }));
  view.timeline.current = timeline;
  return view;
}
