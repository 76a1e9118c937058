/** Kinds of resources that belong to the thread itself, or are gone by the next turn of the event loop. */
const ignored = new Set([
  'MessagePort',
  'Immediate',
  'TickObject',
  'CloseReq',
  'MicrotaskQueue',
  'ShutdownWrap',
  'WriteWrap',
]);

/**
 * How many timers, sockets and other resources keep this thread's event loop alive, beside its ports. Measured before
 * the first client and after the last one left, it tells whether a client left something behind.
 */
export function activeResources(): number {
  return process.getActiveResourcesInfo().filter((kind) => !ignored.has(kind)).length;
}
