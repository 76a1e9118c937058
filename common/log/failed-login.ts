import { plainText } from '../text/plain-text.ts';

const maxNameLength = 64;

/**
 * Formats the log line of a failed login for tools such as fail2ban: `login failed ip=192.0.2.1 name="anna"`. The address
 * comes before the name, which is quoted, so a name cannot be mistaken for an address.
 */
export function failedLoginLine(address: string, name: string): string {
  return `login failed ip=${address} name=${JSON.stringify(nameInLog(name))}`;
}

/** A name as shown in a log: plain text, truncated to 64 characters. */
export function nameInLog(name: string): string {
  return plainText(plainText(name).slice(0, maxNameLength));
}
