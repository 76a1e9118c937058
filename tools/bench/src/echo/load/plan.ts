/** What one load process does. Every one of them is a closed loop: the next request leaves when the answer is there. */
export type LoadPlan = { readonly port: number } & (
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

/** What a load process is told, a line each. `measure` starts to count, `stop` asks for the report. */
export type LoadCommand = 'measure' | 'stop';

/** What a load process tells, a line of JSON each. `ready` comes first, when the load is on. */
export type LoadReport =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly message: string }
  | {
      readonly type: 'counted';
      /** Between `measure` and `stop`. */
      readonly seconds: number;
      /** CPU time of the load process between the two. */
      readonly cpuSeconds: number;
      readonly latencies: [bucket: number, count: number][];
    }
  | { readonly type: 'first-echoes'; readonly milliseconds: number[]; readonly allMs: number };
