import { isIP } from 'node:net';
import { ChatError } from '../errors.ts';
import type { History } from '../history/history.ts';
import type { BanState } from './asks.ts';
import { plainAddress } from './plain-address.ts';

const maxBans = 1000;

/** Who may not come in, by account or by address; kept with the history. */
export class BanList {
  readonly #bans = new Map<string, BanState>();
  readonly #history: History;

  constructor(history: History) {
    this.#history = history;
    this.load();
  }

  /** Takes the bans as the history has them. */
  load(): void {
    this.#bans.clear();
    for (const { value } of this.#history.kept('ban')) {
      const ban = JSON.parse(value) as BanState;
      this.#bans.set(banKey(ban.target), ban);
    }
  }

  /** The ban on a name or an address, if there is one. */
  find(target: string, now: number): BanState | undefined {
    const key = banKey(target);
    const ban = this.#bans.get(key);
    if (ban?.until !== undefined && ban.until <= now) {
      this.remove(target);
      return undefined;
    }
    return ban;
  }

  /** @throws ChatError `ERR_CHAT_FULL` if there are too many. */
  add(ban: BanState, now: number): void {
    const key = banKey(ban.target);
    if (!this.#bans.has(key) && this.list(now).length >= maxBans) {
      throw new ChatError('ERR_CHAT_FULL', `There are ${maxBans} bans already: end one first`);
    }
    this.#bans.set(key, ban);
    this.#history.keep('ban', key, JSON.stringify(ban));
  }

  /** Ends a ban; false if there was none. */
  remove(target: string): boolean {
    const key = banKey(target);
    if (!this.#bans.delete(key)) return false;
    this.#history.keep('ban', key, undefined);
    return true;
  }

  /** The bans in force. */
  list(now: number): BanState[] {
    return [...this.#bans.values()].filter(({ target }) => this.find(target, now) !== undefined);
  }
}

/** Accounts and addresses can never be taken for each other: a name holds no colon and is no IPv4. */
function banKey(target: string): string {
  return isIP(target) ? `address ${plainAddress(target)}` : `account ${target.toLowerCase()}`;
}
