import { nameKey, nameProblem } from '../../../../common/names/account-name.ts';
import {
  expectOptions,
  expectStrings,
  shown,
  typeError,
} from '../../../../common/options/expect-options.ts';
import { normalizeAddress } from '../address.ts';
import { badName } from '../errors.ts';
import type { Origin } from './authenticator.ts';

/** The key of a name. @throws TypeError `ERR_INVALID_ARG_TYPE` unless it is a string. */
export function keyOf(name: string): string {
  expectStrings({ name });
  return nameKey(name);
}

/** @throws AuthError `ERR_AUTH_BAD_NAME` if no account can have this name. */
export function assertName(name: string): void {
  const problem = nameProblem(name);
  if (problem !== undefined) throw badName(problem);
}

/** @throws TypeError `ERR_INVALID_ARG_TYPE` unless the roles are an array. */
export function assertRoles(roles: readonly string[]): void {
  if (!Array.isArray(roles)) {
    throw typeError(`Expected \`roles\` to be an array of strings, got ${shown(roles)}`);
  }
}

/** The canonical form of an address. @throws TypeError unless it is an IP address. */
export function assertAddress(address: string): string {
  expectStrings({ address });
  const normal = normalizeAddress(address);
  if (normal === undefined) {
    const message = `Expected \`address\` to be an IP address, got ${shown(address)}`;
    throw typeError(message, 'ERR_INVALID_ARG_VALUE');
  }
  return normal;
}

/**
 * The caller's origin with its address in canonical form. A misspelt `address` would make the call the operator's, so
 * unknown properties are errors.
 *
 * @throws TypeError
 */
export function readOrigin(
  origin: Partial<Origin>,
  { more = [] }: { more?: readonly string[] } = {},
): { address: string | undefined; session: string | undefined } {
  expectOptions('`origin`', origin, ['address', 'session', ...more]);
  const { address, session } = origin;
  if (session !== undefined) expectStrings({ session });
  return { address: address === undefined ? undefined : assertAddress(address), session };
}
