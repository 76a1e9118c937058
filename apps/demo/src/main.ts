import { catchSignals } from '../../../common/node/early-signals.ts';
import { unsupportedNode } from '../../../common/node/supported.js';

// Before anything else is loaded, as that takes a while.
const signals = catchSignals();
const message = unsupportedNode(process.version);
if (message === undefined) {
  const { runDemo } = await import('./run-demo.ts');
  process.exitCode = await runDemo(process.argv.slice(2), process.env, signals);
} else {
  process.stderr.write(`threadline: ${message}\n`);
  process.exitCode = 78;
}
