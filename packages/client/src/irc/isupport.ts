/** The values this client uses; no others are kept. */
const knownKeys = new Set([
  'CASEMAPPING',
  'CHANTYPES',
  'CHATHISTORY',
  'NETWORK',
  'NICKLEN',
  'PREFIX',
]);

/** What the server announces about itself in its `005` lines (ISUPPORT). */
export class Isupport {
  readonly #values = new Map<string, string>();
  #caseMapping: CaseMapping = 'rfc1459';

  /** Adds the parameters of a `005`. */
  add(params: readonly string[]): void {
    for (const token of params.slice(1, -1)) {
      const equals = token.indexOf('=');
      const key = (equals === -1 ? token : token.slice(0, equals)).toUpperCase();
      const value = equals === -1 ? '' : unescapeValue(token.slice(equals + 1));
      if (key.startsWith('-')) this.#values.delete(key.slice(1));
      else if (knownKeys.has(key)) this.#values.set(key, value);
    }
    this.#caseMapping = parseCaseMapping(this.#values.get('CASEMAPPING'));
  }

  get(key: string): string | undefined {
    return this.#values.get(key);
  }

  /** A value that is a positive integer. */
  number(key: string): number | undefined {
    const value = Number(this.#values.get(key));
    return Number.isSafeInteger(value) && value > 0 ? value : undefined;
  }

  /** The canonical form of a name: names are the same if their canonical forms are equal. */
  fold(name: string): string {
    return foldName(name, this.#caseMapping);
  }

  /** Whether a target is a room. */
  isRoom(target: string): boolean {
    const first = target[0];
    return first !== undefined && (this.#values.get('CHANTYPES') ?? '#&').includes(first);
  }

  /** The rank prefixes of names in a list of members: `@+`. */
  get ranks(): string {
    return /\)(.*)$/.exec(this.#values.get('PREFIX') ?? '(ov)@+')?.[1] ?? '';
  }
}

/** How a server compares names: `CASEMAPPING`. */
type CaseMapping = 'ascii' | 'rfc1459' | 'rfc1459-strict';

/** An unknown mapping is treated as `rfc1459`, the protocol's default. */
function parseCaseMapping(value: string | undefined): CaseMapping {
  return value === 'ascii' || value === 'rfc1459-strict' ? value : 'rfc1459';
}

/** The canonical form of a name under a case mapping. */
export function foldName(name: string, mapping: CaseMapping): string {
  const lower = name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  if (mapping === 'ascii') return lower;
  const brackets = lower.replaceAll('[', '{').replaceAll(']', '}').replaceAll('\\', '|');
  return mapping === 'rfc1459' ? brackets.replaceAll('~', '^') : brackets;
}

function unescapeValue(value: string): string {
  return value.replace(/\\x([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
