import { test } from '@jest/globals';
import fc from 'fast-check';

/** Ten thousand inputs by default; the target `fuzz` of a project takes a million. */
const runs = Number(process.env['FUZZ_RUNS'] ?? 10_000);
const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
/** A millionth input takes as long as the first; this is for machines that have other things to do. */
const timeoutMs = 60_000 + runs * 5;

/**
 * A test that a check holds for inputs made at random, as many as `FUZZ_RUNS` says, from a seed that is in
 * its name; `FUZZ_SEED` makes the same inputs again.
 */
export function fuzz<T>(
  name: string,
  inputs: fc.Arbitrary<T>,
  check: (input: T) => boolean | void,
): void {
  test(
    `${name} (${runs} inputs, seed ${seed})`,
    () => fc.assert(fc.property(inputs, check), { numRuns: runs, seed }),
    timeoutMs,
  );
}
