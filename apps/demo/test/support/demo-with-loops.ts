// The demo with a third server, `loop`, whose clients can make their threads loop forever.
import { listen } from '@threadline/server';
import { catchSignals } from '../../../../common/node/early-signals.ts';
import { runDemo } from '../../src/run-demo.ts';

process.exitCode = await runDemo(process.argv.slice(2), process.env, catchSignals(), {
  started: async () => {
    const loop = await listen({
      handler: new URL('./loops.ts', import.meta.url),
      maxThreads: 16,
      hangTimeoutMs: 600_000,
    });
    return { servers: { loop } };
  },
});
