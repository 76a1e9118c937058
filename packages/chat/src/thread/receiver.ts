import type { RoomEvent } from '../hub/events.ts';

/**
 * How a group of clients wants to see what happens: a dialect with its settings. Clients with the same
 * view get the same bytes, made once.
 */
export interface View {
  /** Tells views apart; small whole numbers, unique in the program. */
  readonly key: number;
  /** Whether what is told in each of several rooms is shown once only. */
  readonly once?: boolean;
  /** One event as this view shows it, line end included; empty if it does not. */
  show(event: RoomEvent): string;
  /**
   * Several events in a row that may be shown as one, the first of them at `start`; returns how many
   * were taken and the text, or undefined to show each by itself. What was said is undefined.
   */
  fold?(
    events: ReadonlyArray<RoomEvent | undefined>,
    start: number,
  ): { taken: number; text: string } | undefined;
}

/** What the fan-out needs of a session. */
export interface Receiver {
  /** The hub's number of the session. */
  readonly number: number;
  /** How the client wants to see things. */
  readonly view: View;
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
  /** Its lines differ from those of the others with the same view and rooms. */
  apart = false;
  /** The first event of this turn not yet in `text`. */
  from = 0;
  /** What is only for this session, up to event `from`. */
  text = '';
}
