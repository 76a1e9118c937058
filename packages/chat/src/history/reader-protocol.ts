import type { MessagePort } from 'node:worker_threads';
import type { HistoryQuery } from './query.ts';

/** What a reader thread is started with, as its `workerData`. */
export interface ReaderThreadData {
  readonly file: string;
  readonly port: MessagePort;
  /** One number, which becomes 1 when the thread has closed the file. */
  readonly closed: Int32Array<SharedArrayBuffer>;
}

/** Hub → reader thread. */
export type ToReader =
  | {
      readonly type: 'read';
      readonly id: number;
      readonly account: string;
      readonly query: HistoryQuery;
    }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'close' };

/** Reader thread → hub. */
export type FromReader =
  /** The answer is JSON, which the hub passes on as it is. */
  | { readonly type: 'answer'; readonly id: number; readonly answer: string }
  | { readonly type: 'error'; readonly id: number; readonly reason: string };
