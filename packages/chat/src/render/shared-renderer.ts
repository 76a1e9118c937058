import type { Dialect } from '../protocol/enter-request.ts';
import type { RoomEvent } from '../protocol/events.ts';

/**
 * How a group of clients wants to see what happens: a dialect with its settings. Clients with the same
 * renderer get the same bytes, made once.
 */
export interface SharedRenderer {
  /** Tells renderers apart; small whole numbers, unique in the program. */
  readonly key: number;
  readonly dialect: Dialect;
  /** Whether what is told in each of several rooms is shown once only. */
  readonly showOnce?: boolean;
  /** One event as this renderer shows it, line end included; empty if it does not. */
  render(event: RoomEvent): string;
  /**
   * Several events in a row that may be shown as one, the first of them at `start`; returns how many
   * were taken and the text, or undefined to show each by itself. What was said is undefined.
   */
  fold?(
    events: ReadonlyArray<RoomEvent | undefined>,
    start: number,
  ): { taken: number; text: string } | undefined;
}
