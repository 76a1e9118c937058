// A server that handles signals before it starts: it prints "starting", and starts at the first line of input.
import { once } from 'node:events';
import { catchSignals } from '../../../../common/node/early-signals.ts';

const signals = catchSignals();
process.stdout.write('starting\n');
const { startControl } = await import('../../src/index.ts');
await once(process.stdin, 'data');
process.stdin.destroy();
const listener = {
  name: 'echo',
  status: () => ({ state: 'listening' }) as const,
  pause: () => {},
  resume: () => {},
};
// The running server keeps the process alive.
const alive = setInterval(() => {}, 60_000);
const close = (): void => clearInterval(alive);
const target = { name: 'garden', listeners: [listener], close };
const control = await startControl({ target, signals, socketPath: false, console: false });
process.stdout.write('started\n');
process.exitCode = await control.done;
