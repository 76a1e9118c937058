/**
 * Measures `@threadline/auth`: logins and token resumes per second, logins with concurrent echo clients, opening
 * 100,000 accounts, registering among 10,000. Missed goals don't change the exit code.
 *
 * Usage: node --conditions=@threadline/source tools/bench/src/auth.ts [--quick] [--json FILE]
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isMet, type Measurement, measurementTable } from './auth/measurement.ts';
import {
  measureLogins,
  measureOpening,
  measureRegistering,
  measureResuming,
} from './auth/measures.ts';
import { measureLoginsBesideEcho } from './auth/logins-beside-echo.ts';
import { killChildren } from './side-by-side/child.ts';
import { machine } from './side-by-side/machine.ts';

const { values } = parseArgs({
  options: { json: { type: 'string' }, quick: { type: 'boolean', default: false } },
});

// `measureOpening` must run first: its first time is that of a cold process.
const measures = [
  measureOpening,
  measureRegistering,
  measureResuming,
  measureLogins,
  measureLoginsBesideEcho,
];

process.on('exit', killChildren);
const facts = machine();
const folder = await mkdtemp(join(tmpdir(), 'threadline-bench-auth-'));
try {
  const results: Measurement[] = [];
  for (const measure of measures) {
    process.stderr.write(`${measure.name}\n`);
    results.push(...(await measure({ folder, quick: values.quick })));
  }
  console.log(
    `${facts.date}, Node ${facts.node}, ${facts.system}, ${facts.cores} cores (${facts.processor}), load before ${facts.loadBefore.toFixed(2)}\n`,
  );
  console.log(measurementTable(results));
  if (values.json !== undefined) {
    const judged = results.map((result) => ({ ...result, met: isMet(result) }));
    await writeFile(
      values.json,
      `${JSON.stringify({ machine: facts, results: judged }, null, 2)}\n`,
    );
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
