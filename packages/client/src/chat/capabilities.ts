import type { IrcMessage } from '../irc/message.ts';

/** The IRCv3 capabilities this client makes use of. */
export const wantedCapabilities: readonly string[] = [
  'account-notify',
  'account-tag',
  'away-notify',
  'batch',
  'cap-notify',
  'draft/account-registration',
  'draft/chathistory',
  'echo-message',
  'extended-join',
  'labeled-response',
  'message-tags',
  'multi-prefix',
  'sasl',
  'server-time',
  'setname',
  'standard-replies',
  'threadline/token',
];

/** What a server offers, and what was agreed on. */
export class Capabilities {
  readonly #offered = new Map<string, string>();
  readonly #enabled = new Set<string>();

  /** Takes a `CAP` line of the server's; the words of `LS`, `NEW`, `DEL`, `ACK` count. */
  take({ params }: IrcMessage): void {
    const words = (params.at(-1) ?? '').split(' ').filter((word) => word !== '');
    for (const word of words) this.#takeWord((params[1] ?? '').toUpperCase(), word);
  }

  /** Whether it was agreed on. */
  has(name: string): boolean {
    return this.#enabled.has(name);
  }

  /** The value the server offers it with: `PLAIN,EXTERNAL`; '' for none; undefined if it is not offered. */
  offered(name: string): string | undefined {
    return this.#offered.get(name);
  }

  /** What is agreed on, in the order of the alphabet. */
  get enabled(): readonly string[] {
    return [...this.#enabled].sort();
  }

  /** What to ask for, of what is offered and not agreed on yet. */
  get missing(): readonly string[] {
    return wantedCapabilities.filter((name) => this.#offered.has(name) && !this.#enabled.has(name));
  }

  #takeWord(verb: string, word: string): void {
    const at = word.indexOf('=');
    const name = at === -1 ? word : word.slice(0, at);
    // Nothing else is kept: a server may tell of any number.
    if ((verb === 'LS' || verb === 'NEW') && wantedCapabilities.includes(name))
      this.#offered.set(name, at === -1 ? '' : word.slice(at + 1));
    if (verb === 'DEL') this.#offered.delete(name);
    if (verb === 'DEL' || (verb === 'ACK' && name.startsWith('-'))) {
      this.#enabled.delete(name.replace(/^-/, ''));
    } else if (verb === 'ACK' && wantedCapabilities.includes(name)) this.#enabled.add(name);
  }
}
