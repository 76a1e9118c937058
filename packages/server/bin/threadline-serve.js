#!/usr/bin/env node
import { existsSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';

// In the repository the source runs, built or not, and so do the threads it starts; what is installed has none.
const source = fileURLToPath(new URL('../src/cli.ts', import.meta.url));
if (existsSync(source) && !process.execArgv.includes('--conditions=@threadline/source')) {
  const args = ['--conditions=@threadline/source', source, ...process.argv.slice(2)];
  process.execve(process.execPath, [process.execPath, ...args], process.env);
}
await import('../dist/cli.js');
