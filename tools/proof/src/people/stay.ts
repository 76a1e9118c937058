/** A message in the room, as it was shown. */
export interface Heard {
  /** Its number, which only IRC shows. */
  readonly id?: number;
  readonly account: string;
  readonly text: string;
}

/** One stay in the room, from joining to the end of the connection: what was shown, in order. */
export interface Stay {
  /** Earlier messages, replayed on joining or requested by `CHATHISTORY`. */
  readonly past: Heard[];
  /** Live messages. */
  readonly live: Heard[];
  /** Messages sent by this client. */
  readonly said: string[];
  /** The earlier messages are complete; from here on nothing may be missing. */
  caughtUp: boolean;
  /** The message after which the requested ones begin. */
  askedAfter: number | undefined;
  /** How it ended: not yet, by this side, or by the server. */
  end: 'none' | 'own' | 'server';
  /** The first error lines. */
  readonly complaints: string[];
}

export function newStay(): Stay {
  return {
    past: [],
    live: [],
    said: [],
    caughtUp: false,
    askedAfter: undefined,
    end: 'none',
    complaints: [],
  };
}
