import type { LeaveCode } from '../protocol/messages.ts';
import type { ChatState } from './state.ts';

/** What a hub counts. */
export interface HubStats {
  /** Client threads. */
  readonly threads: number;
  readonly sessions: number;
  /** Accounts that are here. */
  readonly accounts: number;
  readonly rooms: number;
  /** Messages in the history. */
  readonly kept: number;
  /** Messages numbered since the start. */
  readonly messages: number;
  /** Sessions closed, by reason. */
  readonly closed: Readonly<Record<LeaveCode, number>>;
  /** Client threads let go because they did not keep up. */
  readonly slowThreads: number;
  /** Turns whose messages could not be kept and so were not delivered. */
  readonly failedTurns: number;
}

export function statsOf(state: ChatState): HubStats {
  return {
    threads: state.links.size,
    sessions: state.sessions.size,
    accounts: state.presences.size,
    rooms: state.rooms.size,
    kept: state.history.size,
    closed: { ...state.closed },
    ...state.counts,
  };
}
