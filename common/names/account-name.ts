import { isIP } from 'node:net';

const pattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{1,23}$/;
/** The short and the hexadecimal forms that `inet_aton` takes too: `127.1`, `0x7f.1`. */
const dottedNumbers = /^(?:0x[\da-f]+|\d+)(?:\.(?:0x[\da-f]+|\d+))+\.?$/i;
const durations =
  /^(?:\d+(?:ms|s|secs?|m|mins?|h|hrs?|hours?|d|days?|w|weeks?|months?|y|years?)[._-]?)+$/i;

/**
 * The names reserved by default: those that could be mistaken for the server, its operator or an IRC service, and words that
 * commands accept in place of a name. A `*` at one end matches any characters.
 */
export const defaultReservedNames: readonly string[] = [
  'admin',
  'administrator',
  'moderator',
  'oper',
  'operator',
  'owner',
  'root',
  'staff',
  'support',
  'sysop',
  'console',
  'control',
  'hub',
  'irc',
  'ircd',
  'localhost',
  'server',
  'system',
  'threadline',
  'auth',
  'global',
  'services',
  '*serv',
  'account',
  'addr',
  'address',
  'all',
  'client',
  'everyone',
  'exit',
  'help',
  'nobody',
  'quit',
  'guest*',
];

/** Whether a name is well formed: 2 to 24 letters, digits, `_`, `.` or `-`, not starting with `.` or `-`. */
export function isWellFormedName(name: string): boolean {
  return pattern.test(name);
}

/** What a well-formed name would be read as where a command takes several kinds of argument; `undefined` for a name. */
export function readsAs(name: string): 'an address' | 'a number' | 'a duration' | undefined {
  if (isIP(name) !== 0 || dottedNumbers.test(name)) return 'an address';
  // `Number` reads hexadecimal and exponents too: `0x7f`, `1e3`.
  if (!/[a-z]/i.test(name) || !Number.isNaN(Number(name))) return 'a number';
  return durations.test(name) ? 'a duration' : undefined;
}

/** Why no account can get this name, as the end of a sentence; `undefined` if one can. */
export function nameProblem(name: string): string | undefined {
  if (!isWellFormedName(name)) {
    return 'expected 2 to 24 letters, digits, "_", "." or "-", starting with a letter, digit or "_"';
  }
  const kind = readsAs(name);
  return kind === undefined ? undefined : `it reads as ${kind}`;
}

/** How names are compared: `Alice` and `alice` are one account. */
export function nameKey(name: string): string {
  return name.toLowerCase();
}

/** Makes the test for reserved names, in any case of letters. A `*` at one end of an entry matches anything. */
export function reservation(names: readonly string[]): (name: string) => boolean {
  const exact = new Set<string>();
  const starts: string[] = [];
  const ends: string[] = [];
  for (const entry of names.map(nameKey)) {
    if (entry.endsWith('*')) starts.push(entry.slice(0, -1));
    else if (entry.startsWith('*')) ends.push(entry.slice(1));
    else exact.add(entry);
  }
  return (name) => {
    const key = nameKey(name);
    return (
      exact.has(key) ||
      starts.some((start) => key.startsWith(start)) ||
      ends.some((end) => key.endsWith(end))
    );
  };
}
