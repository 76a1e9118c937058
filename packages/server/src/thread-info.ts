/** What a thread is doing: `starting`, `idle` (waits for a client), `dedicated` (has one), `shared` (has several), `ending`. */
export type ThreadState = 'starting' | 'idle' | 'dedicated' | 'shared' | 'ending';

/** The counters of one client thread. Those of a thread that can't be asked any more are the last known. */
export interface ThreadInfo {
  readonly threadId: number;
  readonly state: ThreadState;
  readonly connectionIds: readonly number[];
  /** When it was started, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** How many clients it has had. */
  readonly served: number;
  /** CPU time it has used, in milliseconds. */
  readonly cpuMs: number;
  /** Share of the last quarter of a second or so in which its event loop was busy, from 0 to 1. */
  readonly utilization: number;
  readonly heapUsedBytes: number;
  readonly heapLimitBytes: number;
  /** How long its event loop has not been seen turning, in milliseconds; 0 if it is well. */
  readonly silentMs: number;
}
