import { assertAddress } from '../address.ts';
import type { Origin } from './authenticator.ts';
import { nameKey } from './name.ts';

/** @throws TypeError unless all values are strings: arguments may come from another thread, unchecked. */
export function assertStrings(values: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value !== 'string') {
      throw new TypeError(`Expected \`${name}\` to be a string, got ${typeof value}`);
    }
  }
}

export function keyOf(name: string): string {
  assertStrings({ name });
  return nameKey(name);
}

/** The caller's address as it is written here, `undefined` for the operator. */
export function addressOf(origin: Partial<Origin> | undefined): string | undefined {
  return origin?.address === undefined ? undefined : assertAddress(origin.address);
}
