import { nameKey, nameProblem } from '../../../../common/names/account-name.ts';
import { normalizeAddress } from '../address.ts';
import { badName } from '../errors.ts';
import type { Origin } from './authenticator.ts';

/** @throws TypeError unless all values are strings: arguments may come from another thread, unchecked. */
export function assertStrings(values: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value !== 'string') {
      throw new TypeError(`Expected \`${name}\` to be a string, got ${typeof value}`);
    }
  }
}

/** The key of a name. @throws TypeError unless it is a string. */
export function keyOf(name: string): string {
  assertStrings({ name });
  return nameKey(name);
}

/** @throws AuthError `ERR_AUTH_BAD_NAME` if no account can have this name. */
export function assertName(name: string): void {
  const problem = nameProblem(name);
  if (problem !== undefined) throw badName(problem);
}

/** @throws TypeError unless the roles are an array. */
export function assertRoles(roles: readonly string[]): void {
  if (!Array.isArray(roles)) {
    throw new TypeError(`Expected \`roles\` to be an array of strings, got ${typeof roles}`);
  }
}

/** The canonical form of an address. @throws TypeError unless it is an IP address. */
export function assertAddress(address: string): string {
  assertStrings({ address });
  const normal = normalizeAddress(address);
  if (normal === undefined) {
    const shown = JSON.stringify(address.slice(0, 60));
    throw new TypeError(`Expected \`address\` to be an IP address, got ${shown}`);
  }
  return normal;
}

/** The canonical form of the caller's address; `undefined` for the operator. */
export function addressOf(origin: Partial<Origin> | undefined): string | undefined {
  return origin?.address === undefined ? undefined : assertAddress(origin.address);
}
