/** Makes a function that calls `act`; while a call is under way, further ones share its promise. */
export function share<T>(act: () => Promise<T>): () => Promise<T> {
  let pending: Promise<T> | null = null;
  return () => {
    pending ??= act().finally(() => {
      pending = null;
    });
    return pending;
  };
}
