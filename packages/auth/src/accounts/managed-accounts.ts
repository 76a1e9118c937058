import { EventEmitter } from 'node:events';
import { nameProblem } from '../../../../common/names/account-name.ts';
import { closed } from '../errors.ts';
import type { Account, Sighting } from '../file/account.ts';
import type { Storage } from '../file/storage.ts';
import { type AccountsEvents, emitTo } from './accounts-events.ts';
import { assertRoles, keyOf } from './arguments.ts';
import { remove, setRoles } from './changes.ts';
import { Ledger } from './ledger.ts';
import type { AccountsOptions } from './options.ts';
import type { Sightings } from './sightings.ts';

/** What the operator sees of an account. Contains nothing that could be used to log in. */
export interface AccountInfo {
  name: string;
  roles: readonly string[];
  /** Milliseconds since 1970, if the file says. */
  createdAt: number | undefined;
  /** At most 8 addresses where it was seen, the latest last. */
  seen: readonly Sighting[];
  /** The number of tokens that have not expired. */
  tokens: number;
}

/** The operator's part of `Accounts`, and its events. */
export abstract class ManagedAccounts extends EventEmitter<AccountsEvents> {
  /** @internal */
  protected readonly options: Required<AccountsOptions>;
  /** @internal */
  protected readonly ledger: Ledger;
  /** @internal */
  protected readonly calls: Calls;

  constructor(
    storage: Storage,
    first: Awaited<ReturnType<Storage['read']>>,
    { options, sightings }: { options: Required<AccountsOptions>; sightings: Sightings },
  ) {
    super();
    this.options = options;
    this.ledger = new Ledger(storage, first, { additions: sightings, listener: emitTo(this) });
    this.calls = new Calls(() => this.ledger.refresh());
  }

  /** Resolves with all accounts in the file's order. Sightings of the last second may be missing. */
  list(): Promise<AccountInfo[]> {
    return this.calls.run(() => {
      const now = this.options.now();
      return Array.from(this.ledger.book.accounts(), (account) => describeAccount(account, now));
    });
  }

  /**
   * Removes an account. Resolves with whether it existed.
   *
   * @throws AuthError `ERR_AUTH_FILE`
   */
  remove(name: string): Promise<boolean> {
    return this.calls.run(() => this.ledger.commit(remove(keyOf(name))));
  }

  /**
   * Removes all accounts, and their tokens. Resolves with their number. The file before is kept as `<file>.bak`, which
   * replaces an earlier one.
   *
   * @throws AuthError `ERR_AUTH_FILE`
   */
  clear(): Promise<number> {
    return this.calls.run(() => this.ledger.commit((draft) => draft.clear(), { backup: true }));
  }

  /**
   * Replaces the roles of an account: at most 16 words of 1 to 32 lower-case letters, digits and `-`, starting with a
   * letter.
   *
   * @throws AuthError `ERR_AUTH_UNKNOWN_NAME` or `ERR_AUTH_FILE`.
   */
  setRoles(name: string, roles: readonly string[]): Promise<void> {
    return this.calls.run(() => {
      assertRoles(roles);
      return this.ledger.commit(setRoles(keyOf(name), roles));
    });
  }

  /**
   * Loads changes by others now. Without this, any other call loads them first.
   *
   * @throws AuthError `ERR_AUTH_FILE` if the file is unusable. The last valid state stays in use.
   */
  reload(): Promise<void> {
    return this.calls.run(() => this.ledger.reload());
  }

  /**
   * Resolves with problems of the file that the operator should fix although it is usable: names that cannot be
   * registered, because commands would read them as something else.
   */
  warnings(): Promise<string[]> {
    return this.calls.run(() =>
      Array.from(this.ledger.book.accounts()).flatMap(({ name }) => {
        const problem = nameProblem(name);
        return problem === undefined ? [] : [`account "${name}": ${problem}, rename or remove it`];
      }),
    );
  }
}

function describeAccount(account: Account, now: number): AccountInfo {
  const { name, roles, createdAt, seen, tokens } = account;
  return {
    name,
    roles: [...roles],
    createdAt,
    seen: seen.map((one) => ({ ...one })),
    tokens: tokens.filter(({ expiresAt }) => expiresAt > now).length,
  };
}

/** Runs the calls of the accounts: each first loads changes by others, and none starts after {@link close}. */
class Calls {
  readonly #refresh: () => Promise<void>;
  readonly #running = new Set<Promise<unknown>>();
  #isClosed = false;

  constructor(refresh: () => Promise<void>) {
    this.#refresh = refresh;
  }

  /** @throws AuthError `ERR_AUTH_CLOSED` after {@link close}. */
  async run<T>(task: () => T | Promise<T>): Promise<T> {
    if (this.#isClosed) throw closed();
    const result = this.#refresh().then(task);
    this.#running.add(result);
    try {
      return await result;
    } finally {
      this.#running.delete(result);
    }
  }

  /** Rejects new calls. Resolves when the running ones have finished. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#running);
  }
}
