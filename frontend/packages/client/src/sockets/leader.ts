import type { Environment } from "../types/environment.js";
import { Hub } from "./hub.js";
import type { News, Wish } from "./notes.js";

/** Makes what a tab that leads does for the tabs of its user. `post` tells the other tabs, `hear` the tab itself. */
export function createLeader(
  env: Environment,
  me: string,
  post: (news: News) => void,
  hear: (news: News) => void,
) {
  const others = new Set<string>();
  const tell = (news: News) => {
    if (news.to !== me && others.size) post(news);
    if (!news.to || news.to === me) hear(news);
  };
  const hub = new Hub(env, (to, frame) => tell({ to, frame }));

  /** Lets a tab take part until it gives its lock back: it is closed, or has died. */
  const admit = (tab: string) => {
    if (tab === me || others.has(tab)) return;
    others.add(tab);
    env.lock(tab, async () => {
      others.delete(tab);
      hub.close(tab);
    });
  };

  /** Does what a tab wishes. */
  return (wish: Wish) => {
    const { tab } = wish;
    admit(tab);
    if ("send" in wish) return hub.send(tab, wish.send);
    if ("close" in wish) return hub.close(tab);
    tell({ to: tab, isHeard: true });
    hub.open(tab, ...wish.open);
  };
}
