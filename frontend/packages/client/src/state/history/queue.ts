/** Makes a function that runs asynchronous functions one at a time, in the order in which they are given to it. */
export function createQueue() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(act: () => Promise<T>): Promise<T> => {
    const done = last.then(act);
    last = done.catch(() => {});
    return done;
  };
}
