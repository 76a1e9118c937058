import { type CaseMapping, caseMapping, foldName } from './casemap.ts';

/** What is of use here; nothing else is kept. */
const known = new Set(['CASEMAPPING', 'CHANTYPES', 'CHATHISTORY', 'NETWORK', 'NICKLEN', 'PREFIX']);

/** What the server says of itself in its `005` lines. */
export class Isupport {
  readonly #values = new Map<string, string>();
  #mapping: CaseMapping = 'rfc1459';

  /** Takes the parameters of a `005`. */
  take(params: readonly string[]): void {
    for (const token of params.slice(1, -1)) {
      const at = token.indexOf('=');
      const key = (at === -1 ? token : token.slice(0, at)).toUpperCase();
      if (key.startsWith('-')) this.#values.delete(key.slice(1));
      else if (known.has(key))
        this.#values.set(key, at === -1 ? '' : unescape(token.slice(at + 1)));
    }
    this.#mapping = caseMapping(this.#values.get('CASEMAPPING'));
  }

  get(key: string): string | undefined {
    return this.#values.get(key);
  }

  /** A value that is a number above 0. */
  number(key: string): number | undefined {
    const value = Number(this.#values.get(key));
    return Number.isSafeInteger(value) && value > 0 ? value : undefined;
  }

  /** The form of a name in which two that mean one are the same. */
  fold(name: string): string {
    return foldName(name, this.#mapping);
  }

  /** Whether a target is a room. */
  isRoom(target: string): boolean {
    const first = target[0];
    return first !== undefined && (this.#values.get('CHANTYPES') ?? '#&').includes(first);
  }

  /** The marks of rank before a name in a list of members: `@+`. */
  get ranks(): string {
    return /\)(.*)$/.exec(this.#values.get('PREFIX') ?? '(ov)@+')?.[1] ?? '';
  }
}

function unescape(value: string): string {
  return value.replace(/\\x([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
