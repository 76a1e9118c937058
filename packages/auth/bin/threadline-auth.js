#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { URL } from 'node:url';

// In the repository the source runs, built or not; what is installed has none.
const source = new URL('../src/cli.ts', import.meta.url);
await import(existsSync(source) ? source.href : '../dist/cli.js');
