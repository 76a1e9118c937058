/** How clients of a chat speak: plain lines, or IRC. */
export type DialectName = 'text' | 'irc';

/** What the load process does. */
export type LoadPlan = { readonly port: number; readonly dialect: DialectName } & (
  | {
      /** Members talk: each sender has `window` lines under way and sends the next when one of its own has come back. */
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

/** What the load process is told, a line each. `measure` starts to count, `stop` asks for the report. */
export type LoadCommand = 'measure' | 'stop';

/** What the load process tells, a line of JSON each. `ready` comes first, when the load is on. */
export type LoadReport =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly message: string }
  | {
      readonly type: 'counted';
      /** Between `measure` and `stop`. */
      readonly seconds: number;
      /** CPU time of the load process between the two. */
      readonly cpuSeconds: number;
      /** Lines that arrived at a member between the two. */
      readonly deliveries: number;
      /** How often a member read something between the two. */
      readonly reads: number;
      readonly latencies: [bucket: number, count: number][];
    }
  | {
      readonly type: 'crowded';
      /** Members that got in and were still there when all had come to rest. */
      readonly members: number;
      /** From the first `connect()` to the last that was in. */
      readonly allMs: number;
    };
