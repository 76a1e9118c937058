import { plainText } from '../text/plain-text.ts';

const maxNameLength = 64;

/**
 * The one line of a failed login, for tools that watch for break-in attempts: `login failed ip=192.0.2.1 name="anna"`.
 * The address stands before the name, which is quoted, so that no name can pass for another address.
 */
export function failedLoginLine(address: string, name: string): string {
  return `login failed ip=${address} name=${JSON.stringify(nameInLog(name))}`;
}

/** A name as it stands in a log. */
export function nameInLog(name: string): string {
  return plainText(plainText(name).slice(0, maxNameLength));
}
