import { EventEmitter } from 'node:events';
import { nameProblem } from '../../../../common/names/account-name.ts';
import { describeAccount, type AccountInfo } from './account-info.ts';
import { emitTo, type AccountsEvents } from './accounts-events.ts';
import { assertStrings, keyOf } from './arguments.ts';
import { remove, rename, setRoles } from './changes.ts';
import { Door } from './door.ts';
import { Ledger } from './ledger.ts';
import { assertName } from './name.ts';
import type { AccountsOptions } from './options.ts';
import type { Sightings } from './sightings.ts';
import type { Storage } from '../file/storage.ts';

/** What the operator does with accounts, and the events: the part of `Accounts` that checks nobody's password. */
export abstract class ManagedAccounts extends EventEmitter<AccountsEvents> {
  /** @internal */
  protected readonly options: Required<AccountsOptions>;
  /** @internal */
  protected readonly ledger: Ledger;
  /** @internal */
  protected readonly door: Door;

  constructor(
    storage: Storage,
    first: Awaited<ReturnType<Storage['read']>>,
    { options, sightings }: { options: Required<AccountsOptions>; sightings: Sightings },
  ) {
    super();
    this.options = options;
    this.ledger = new Ledger(storage, first, { sightings, listener: emitTo(this) });
    this.door = new Door(() => this.ledger.refresh());
  }

  /** All accounts in the file's order. What was seen in the last second may be missing. */
  list(): Promise<AccountInfo[]> {
    return this.door.call(() => {
      const now = this.options.now();
      return Array.from(this.ledger.book.accounts(), (account) => describeAccount(account, now));
    });
  }

  /** Removes an account; whether there was one. */
  remove(name: string): Promise<boolean> {
    return this.door.call(() => this.ledger.commit(remove(keyOf(name))));
  }

  /** Removes all accounts, and with them all tokens; how many there were. What was is kept once, in `<file>.bak`. */
  clear(): Promise<number> {
    return this.door.call(() => this.ledger.commit((draft) => draft.clear(), { backup: true }));
  }

  /**
   * Gives an account another name; it keeps all else, and its sessions end.
   *
   * @throws AuthError `ERR_AUTH_UNKNOWN_NAME`, `ERR_AUTH_BAD_NAME`, `ERR_AUTH_NAME_TAKEN` or `ERR_AUTH_FILE`.
   */
  rename(name: string, to: string): Promise<void> {
    return this.door.call(() => {
      assertStrings({ to });
      assertName(to);
      return this.ledger.commit(rename(keyOf(name), to));
    });
  }

  /**
   * Replaces the roles of an account.
   *
   * @throws AuthError `ERR_AUTH_UNKNOWN_NAME` or `ERR_AUTH_FILE`.
   */
  setRoles(name: string, roles: readonly string[]): Promise<void> {
    return this.door.call(() => this.ledger.commit(setRoles(keyOf(name), roles)));
  }

  /** Takes up what others wrote; rejects with `ERR_AUTH_FILE` when it is unusable, and keeps the last good state. */
  reload(): Promise<void> {
    return this.door.call(() => this.ledger.reload());
  }

  /**
   * What the operator should know of the file although it can be used: names that could not be registered, as commands
   * would take them for something else.
   */
  warnings(): Promise<string[]> {
    return this.door.call(() =>
      Array.from(this.ledger.book.accounts()).flatMap(({ name }) => {
        const problem = nameProblem(name);
        return problem === undefined ? [] : [`account "${name}": ${problem}, rename or remove it`];
      }),
    );
  }
}
