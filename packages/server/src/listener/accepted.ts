import type { Socket } from 'node:net';
import type { Counters } from '../counters.ts';

/** A client that was accepted and admitted: the listener's record of it. */
export interface Accepted {
  readonly id: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly acceptedAt: number;
  readonly counters: Counters;
}

/** A client whose socket is still here, before it moves into a client thread. */
export interface Waiting extends Accepted {
  readonly socket: Socket;
}
