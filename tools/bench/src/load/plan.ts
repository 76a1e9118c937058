/** How clients of a chat speak: plain lines, or IRC. */
export type DialectName = 'text' | 'irc';

/** What a load process does with the server at that port. Each is a closed loop: the next request leaves when the response is here. */
export type LoadPlan = EchoPlan | ChatPlan;

/** Loads of an echo server. */
export type EchoPlan = { readonly port: number } & (
  | { readonly type: 'round-trips'; readonly clients: number; readonly bytes: number }
  | { readonly type: 'churn'; readonly atOnce: number }
  | {
      readonly type: 'connects';
      readonly warmUps: number;
      readonly count: number;
      readonly pauseMs: number;
      /** Whether each client stays until the end: the next one then finds a thread that served nobody before. */
      readonly stay: boolean;
    }
  | { readonly type: 'burst'; readonly warmUps: number; readonly count: number }
  | { readonly type: 'idle'; readonly clients: number }
);

/** Loads of a chat server. */
export type ChatPlan = { readonly port: number; readonly dialect: DialectName } & (
  | {
      /** Members talk: each sender has `window` lines under way and sends the next when one of them has arrived. */
      readonly type: 'talk';
      readonly receivers: number;
      readonly senders: number;
      readonly window: number;
    }
  | {
      /** Members only listen, to lines of that length. */
      readonly type: 'listen';
      readonly receivers: number;
      readonly lineBytes: number;
    }
  | {
      /** All connect in one moment. */
      readonly type: 'crowd';
      readonly members: number;
    }
);

/** The commands of a load process, one in each line. `measure` starts to count, `stop` requests the report. */
export type LoadCommand = 'measure' | 'stop';

/** What a load process reports, a line of JSON each. `ready` comes first, when the load is on. */
export type LoadReport =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly message: string }
  | {
      /** What was counted between `measure` and `stop`. */
      readonly type: 'counted';
      readonly seconds: number;
      /** CPU time of the load process. */
      readonly cpuSeconds: number;
      /** Lines that arrived at a member of a chat, and in how many reads. 0 for an echo load. */
      readonly deliveries: number;
      readonly reads: number;
      readonly latencies: [bucket: number, count: number][];
    }
  | { readonly type: 'first-echoes'; readonly milliseconds: number[]; readonly allMs: number }
  | {
      readonly type: 'crowded';
      /** Members that got in and were still connected when all had come to rest. */
      readonly members: number;
      /** From the first `connect()` to the last that was in. */
      readonly allMs: number;
    };
