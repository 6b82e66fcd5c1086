import type { Entry, Timeline } from "@roomcast/client";
import { createRef, type RefObject, useState } from "react";
import type { ScrollToIndexOpts, VirtualizerHandle } from "virtua";
import { createFollowing, type Following } from "./following.ts";

/** An entry that is being scrolled to. Its index may change on the way, its key does not. */
export interface Aim {
  key: string;
  how: ScrollToIndexOpts;
}

/** Objects that the hooks of this folder share; the same object as long as the list is mounted. */
export interface ListView {
  /** The virtual list. */
  list: RefObject<VirtualizerHandle | null>;
  /** The element that scrolls. */
  scroller: RefObject<HTMLDivElement | null>;
  /** The newest timeline, also for functions that were made for an older one. */
  timeline: RefObject<Timeline>;
  /** The entries that the virtual list renders; they may lag behind the timeline by a step. */
  entries: RefObject<readonly Entry[]>;
  /** The entry on the way to which the list is; null while the list is at rest. */
  aim: RefObject<Aim | null>;
  following: Following;
}

/** Makes the shared view of a list and keeps `timeline` and `entries` in it current. */
export function useListView(timeline: Timeline, entries: readonly Entry[]): ListView {
  const [view] = useState<ListView>(() => ({
    list: createRef(),
    scroller: createRef(),
    timeline: { current: timeline },
    entries: { current: entries },
    aim: { current: null },
    following: createFollowing(),
  }));
  view.timeline.current = timeline;
  view.entries.current = entries;
  return view;
}
