import { unsupportedNode } from '../../../common/node/supported.js';

const message = unsupportedNode(process.version);
if (message === undefined) {
  const { runDemo } = await import('./run-demo.ts');
  process.exitCode = await runDemo(process.argv.slice(2), process.env);
} else {
  process.stderr.write(`threadline: ${message}\n`);
  process.exitCode = 78;
}
