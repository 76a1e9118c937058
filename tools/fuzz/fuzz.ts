import { test } from '@jest/globals';
import fc from 'fast-check';

/** The number of inputs. The `fuzz` target of a project uses a million. */
const runs = Number(process.env['FUZZ_RUNS'] ?? 10_000);
const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
/** Generous, for busy machines. */
const timeoutMs = 60_000 + runs * 5;

/** Defines a test that runs the check with `FUZZ_RUNS` random inputs. The name of the test includes the seed; set * `FUZZ_SEED` to repeat the same inputs.
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
