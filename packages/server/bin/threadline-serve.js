#!/usr/bin/env node
// Every program of this repository starts with a copy of this file: `npm run check:structure` compares them with
// common/node/launcher.js. Old versions of Node must be able to parse it.
import { spawn } from 'node:child_process';
import console from 'node:console';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';

// In the repository the source runs, built or not, and so do the threads it starts; what is installed has none.
const source = fileURLToPath(new URL('../src/cli.ts', import.meta.url));
const inRepository = existsSync(source);
const { unsupportedNode } = await import(
  inRepository ? '../../../common/node/supported.js' : '../dist/supported.js'
);
const message = unsupportedNode(process.version);
const nodeOfRepository = fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url));

if (inRepository && message !== undefined && existsSync(nodeOfRepository)) {
  // As it would have been started by `npx`.
  const args = [fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  const child = spawn(nodeOfRepository, args, { stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // A terminal gives Ctrl-C to both.
  process.on('SIGINT', () => {});
  child.on('exit', (code) => process.exit(code ?? 1));
} else if (message !== undefined) {
  console.error(`threadline: ${message}`);
  process.exitCode = 78;
} else if (inRepository && !process.execArgv.includes('--conditions=@threadline/source')) {
  const args = ['--conditions=@threadline/source', fileURLToPath(import.meta.url)];
  process.execve(
    process.execPath,
    [process.execPath, ...args, ...process.argv.slice(2)],
    process.env,
  );
} else {
  await import(inRepository ? source : '../dist/cli.js');
}
