import { badName } from './errors.ts';

const pattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{1,23}$/;

/**
 * Names nobody may register unless `reservedNames` says otherwise. A trailing `*` reserves every name that
 * starts so. The operator may still write such an account into the file by hand.
 */
export const defaultReservedNames: readonly string[] = [
  'admin',
  'operator',
  'root',
  'server',
  'system',
  'guest*',
];

/** Whether a name keeps the rule: 2 to 24 letters, digits, `_`, `.` or `-`, not starting with `.` or `-`. */
export function isName(name: string): boolean {
  return pattern.test(name);
}

/** How names are compared: `Alice` and `alice` are one account. */
export function nameKey(name: string): string {
  return name.toLowerCase();
}

/** @throws AuthError `ERR_AUTH_BAD_NAME` when the name breaks the rule. */
export function assertName(name: string): void {
  if (!isName(name)) throw badName();
}

/** Makes the test for reserved names out of the list given to `openAccounts`. */
export function reservation(names: readonly string[]): (name: string) => boolean {
  const exact = new Set<string>();
  const prefixes: string[] = [];
  for (const name of names) {
    if (name.endsWith('*')) prefixes.push(nameKey(name.slice(0, -1)));
    else exact.add(nameKey(name));
  }
  return (name) => {
    const key = nameKey(name);
    return exact.has(key) || prefixes.some((prefix) => key.startsWith(prefix));
  };
}
