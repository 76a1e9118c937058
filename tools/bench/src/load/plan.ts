/** The protocol of the chat clients: plain lines or IRC. */
export type DialectName = 'text' | 'irc';

/** What a load process does. Each load is a closed loop: the next request is sent when the response has arrived. */
export type LoadPlan = EchoPlan | ChatPlan;

/** Loads of an echo server. */
export type EchoPlan = { readonly port: number } & (
  | { readonly type: 'round-trips'; readonly clients: number; readonly bytes: number }
  | { readonly type: 'churn'; readonly concurrency: number }
  | {
      readonly type: 'connects';
      readonly warmUps: number;
      readonly count: number;
      readonly pauseMs: number;
      /** Whether clients stay connected, so that each is served by an unused thread. */
      readonly stay: boolean;
    }
  | { readonly type: 'burst'; readonly warmUps: number; readonly count: number }
  | { readonly type: 'idle'; readonly clients: number }
);

/** Loads of a chat server. */
export type ChatPlan = { readonly port: number; readonly dialect: DialectName } & (
  | {
      /** Members of one room. Each sender has `window` lines in flight. */
      readonly type: 'room';
      readonly receivers: number;
      readonly senders: number;
      readonly window: number;
    }
  | {
      /** Members only receive lines of `lineBytes`. */
      readonly type: 'receive';
      readonly receivers: number;
      readonly lineBytes: number;
    }
  | {
      /** All members connect at once. */
      readonly type: 'crowd';
      readonly members: number;
    }
);

/** The commands of a load process, one per line. `measure` starts counting, `stop` requests the report. */
export type LoadCommand = 'measure' | 'stop';

/** The reports of a load process, one line of JSON each. `ready` is sent when the load is running. */
export type LoadReport =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly message: string }
  | {
      /** The counts between `measure` and `stop`. */
      readonly type: 'counted';
      readonly seconds: number;
      /** CPU time of the load process. */
      readonly cpuSeconds: number;
      /** Lines that the members of a chat received. 0 for an echo load. */
      readonly deliveries: number;
      readonly reads: number;
      readonly latencies: [bucket: number, count: number][];
    }
  | { readonly type: 'first-echoes'; readonly milliseconds: number[]; readonly allMs: number }
  | {
      readonly type: 'crowded';
      /** Members that joined and were still connected when the server was idle again. */
      readonly members: number;
      /** From the first `connect()` to the last join. */
      readonly allMs: number;
    };
