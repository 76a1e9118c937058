import type { SharedRenderer } from '../render/shared-renderer.ts';

/** What the fan-out needs of a session. */
export interface Receiver {
  /** The hub's number of the session. */
  readonly number: number;
  /** How the client wants to see things. */
  readonly sharedRenderer: SharedRenderer;
  /** Accounts, in lower case, whose doings are not shown. */
  readonly ignored: ReadonlySet<string>;
  /** What the fan-out notes about the session; nobody else touches it. */
  readonly turn: ReceiverTurn;
  /** Sends bytes; one call per turn. */
  write(bytes: Buffer): void;
}

/** A session's part in the turn at hand. */
export class ReceiverTurn {
  /** The turn the rest belongs to. */
  turn = -1;
  /** Which of the turn's rooms it is in, a bit each. */
  rooms = 0;
  /** Its lines differ from those of the others with the same renderer and rooms. */
  apart = false;
  /** The first event of this turn not yet in `text`. */
  from = 0;
  /** What is only for this session, up to event `from`. */
  text = '';
}
