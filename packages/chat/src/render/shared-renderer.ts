import type { Dialect } from '../protocol/enter-request.ts';
import type { RoomEvent } from '../protocol/events.ts';

/**
 * Renders room events for all clients with the same dialect and display settings. Clients with the same renderer share
 * the same bytes.
 */
export interface SharedRenderer {
  /** Small integer that identifies the renderer. */
  readonly key: number;
  readonly dialect: Dialect;
  /** If true, an event that occurs in several rooms is shown only once. */
  readonly showOnce?: boolean;
  /** Returns an event as text with line endings; empty if the event is not shown. */
  render(event: RoomEvent): string;
  /**
   * Combines consecutive events, the first at `start`. Returns their number and text, or undefined to render each event
   * separately. Entries that hold several messages are undefined.
   */
  fold?(
    events: ReadonlyArray<RoomEvent | undefined>,
    start: number,
  ): { count: number; text: string } | undefined;
}
