/**
 * Measures `@threadline/auth`: log-ins and tokens per second, opening 100,000 accounts, registering into 10,000.
 *
 * Usage: node --conditions=@threadline/source tools/bench/src/auth.ts [--quick] [--json FILE]
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureLogins } from './auth-logins.ts';
import type { Measurement } from './auth-measurement.ts';
import { measureOpening } from './auth-opening.ts';
import { measureRegistering } from './auth-registering.ts';
import { measureResuming } from './auth-resuming.ts';

const { values } = parseArgs({
  options: { json: { type: 'string' }, quick: { type: 'boolean', default: false } },
});

// Each takes a folder of its own and gives its figures; a further one, such as log-ins beside echo clients, is one
// more line.
const measures = [measureOpening, measureRegistering, measureResuming, measureLogins];

const folder = await mkdtemp(join(tmpdir(), 'threadline-bench-auth-'));
try {
  const results: Measurement[] = [];
  for (const measure of measures) results.push(...(await measure({ folder, quick: values.quick })));
  console.table(
    Object.fromEntries(
      results.map(({ name, value, unit, target }) => [name, { value, unit, target: target ?? '' }]),
    ),
  );
  if (values.json !== undefined) {
    const machine = { node: process.version, cpus: availableParallelism() };
    await writeFile(values.json, `${JSON.stringify({ machine, results }, null, 2)}\n`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
