/** Something that was said in the room, as somebody was shown it. */
export interface Heard {
  /** The hub's number of it; only IRC shows that. */
  readonly id?: number;
  readonly account: string;
  readonly text: string;
}

/** One stay in the room, from coming in to the end of the connection: what was shown, in its order. */
export interface Stay {
  /** What had been said before, as it was shown on coming in, or in answer to `CHATHISTORY`. */
  readonly past: Heard[];
  /** What was said meanwhile. */
  readonly live: Heard[];
  /** What this one said. */
  readonly said: string[];
  /** The past was shown to its end: from here on nothing is missing. */
  caughtUp: boolean;
  /** Of the past that was asked for: what it was to begin behind. */
  askedAfter: number | undefined;
  /** How it ended: not yet, by this side, or by the other. */
  end: 'none' | 'own' | 'server';
  /** Lines that complained, the first few. */
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
