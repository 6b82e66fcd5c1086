import { at } from "./base.ts";

/** Time between two attempts while the server is away. */
const AGAIN_MS = 2_000;

/**
 * Makes a load of a part of the page that waits while the server is away, so that the rest of the page goes on. If the
 * server answers and the part still cannot be had, a newer version has taken its place: then the load fails.
 */
export const later =
  <T>(load: () => Promise<T>) =>
  async (): Promise<T> => {
    for (let answers = false; ; ) {
      try {
        return await load();
      } catch (error) {
        if (answers) throw error;
        answers = await fetch(at("/config.json")).then(
          ({ ok }) => ok,
          () => false,
        );
        if (!answers) await new Promise((go) => setTimeout(go, AGAIN_MS));
      }
    }
  };
