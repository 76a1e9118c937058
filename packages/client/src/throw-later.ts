/** Throws where nobody can catch it: what a listener of the caller's threw is told as it would be by any emitter. */
export function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
