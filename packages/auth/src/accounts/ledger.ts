import { setTimeout as delay } from 'node:timers/promises';
import {
  type AccountChange,
  changesByOthers,
  ownChanges,
  type UnnumberedChange,
} from './account-change.ts';
import type { Book } from '../file/book.ts';
import { type Change, Draft } from './changes.ts';
import { AuthError, fileUnusable } from '../errors.ts';
import type { Storage } from '../file/storage.ts';

interface Pending {
  change: Change<unknown>;
  /** Whether the text before the change is kept as a backup. */
  backup: boolean;
  settle: PromiseWithResolvers<unknown>;
}

/** Receives the events of a ledger. */
export interface LedgerListener {
  /** Accounts changed in a way that affects sessions, either by others or by a change that is now on disk. */
  changed(changes: readonly AccountChange[]): void;
  /** Whether changes by others are to be reported, which requires comparing the whole file. */
  readonly wantsChanges: boolean;
  /** Changes by others were loaded. */
  reloaded(before: Book, after: Book): void;
  /** Others stored something unusable. The last valid state stays in use. */
  reloadFailed(error: AuthError): void;
}

/** What is written together with the next change. */
interface Additions {
  /** Adds to a draft. The returned function is called once the draft is on disk. */
  addTo(draft: Draft): () => void;
}

/** Between two writes others can get the lock, and further changes can join the next write. */
const pauseMs = 2;

/**
 * The accounts in memory, synchronized with the storage. Changes made at about the same time are written together. Each
 * is applied to the newest stored version, under the lock, and resolves when it is on disk.
 */
export class Ledger {
  readonly #storage: Storage;
  readonly #additions: Additions;
  readonly #listener: LedgerListener;
  /** Held while reading or writing the storage. */
  readonly #sync = new Mutex();
  #book: Book;
  #stamp: string;
  /** The last unusable version. If its content was the reason, it is not read again until it changes. */
  #unusable: { stamp: string | undefined; error: AuthError } | undefined;
  #version = 0;
  #pending: Pending[] = [];
  #writing: Promise<void> | undefined;

  constructor(
    storage: Storage,
    first: { book: Book; stamp: string },
    { additions, listener }: { additions: Additions; listener: LedgerListener },
  ) {
    this.#storage = storage;
    this.#book = first.book;
    this.#stamp = first.stamp;
    this.#additions = additions;
    this.#listener = listener;
  }

  /** The last valid state: what is on disk, unless that is unusable. */
  get book(): Book {
    return this.#book;
  }

  /** Loads changes by others. Never rejects: an unusable version is reported once and ignored. */
  async refresh(): Promise<void> {
    const stamp = this.#storage.stamp();
    if (stamp === this.#stamp || this.#knownErrorOf(stamp) !== undefined) return;
    await this.#sync.run(() => this.#catchUp()).catch(() => undefined);
  }

  /** Loads changes by others, and retries an unusable version. Rejects with `ERR_AUTH_FILE` if it is still unusable. */
  async reload(): Promise<void> {
    await this.#sync.run(() => this.#catchUp({ again: true }));
  }

  /** The number of changes that affected sessions. */
  get version(): number {
    return this.#version;
  }

  /**
   * Makes a change. Resolves with its result when it is on disk. Rejects with what it threw, or with `ERR_AUTH_FILE` if
   * it cannot be written. With `backup` the text before the change is kept, and no other change shares the write.
   */
  commit<T>(change: Change<T>, { backup = false } = {}): Promise<T> {
    const settle = Promise.withResolvers<unknown>();
    this.#pending.push({ change, backup, settle });
    this.#writing ??= this.#writeAll();
    return settle.promise as Promise<T>;
  }

  /** Resolves when all changes are written. */
  async settled(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  async #writeAll(): Promise<void> {
    // Further changes of this turn join the first write.
    await Promise.resolve();
    while (this.#pending.length > 0) {
      await this.#writeNext();
      if (this.#pending.length > 0) await delay(pauseMs);
    }
    // In the same turn as the last check, so that the next change starts a new loop.
    this.#writing = undefined;
  }

  async #writeNext(): Promise<void> {
    let batch: Pending[] = [];
    try {
      const unlock = await this.#storage.lock();
      try {
        batch = this.#takeBatch();
        await this.#sync.run(() => this.#write(batch));
      } finally {
        unlock();
      }
    } catch (error) {
      if (batch.length === 0) batch = this.#takeBatch();
      const reason =
        error instanceof AuthError ? error : fileUnusable('writing failed', { cause: error });
      for (const { settle } of batch) settle.reject(reason);
    }
  }

  #takeBatch(): Pending[] {
    const alone = this.#pending.findIndex(({ backup }) => backup);
    const count = alone === -1 ? this.#pending.length : Math.max(alone, 1);
    return this.#pending.splice(0, count);
  }

  async #write(batch: Pending[]): Promise<void> {
    for (;;) {
      await this.#catchUp();
      const draft = new Draft(this.#book);
      const outcomes = batch.map(({ change, settle }) => attempt(change, draft, settle));
      const written = this.#additions.addTo(draft);
      if (draft.changes.size > 0) {
        if (batch.some(({ backup }) => backup)) await this.#storage.backup(this.#book.text());
        const stamp = await this.#storage.write(this.#book.text(draft.changes), this.#stamp);
        // Edited by hand in the meantime: apply the changes again, to that version.
        if (stamp === undefined) continue;
        this.#stamp = stamp;
        const sessionOf = (key: string): string | undefined => draft.sessionOf(key);
        this.#report(ownChanges(this.#book, draft.changes, sessionOf));
        this.#book.apply(draft.changes);
      }
      written();
      for (const report of outcomes) report();
      return;
    }
  }

  async #catchUp({ again = false } = {}): Promise<void> {
    const stamp = this.#storage.stamp();
    if (stamp === this.#stamp) {
      this.#unusable = undefined;
      return;
    }
    const knownError = again ? undefined : this.#knownErrorOf(stamp);
    if (knownError !== undefined) throw knownError;
    const before = this.#book;
    try {
      const { book, stamp: read } = await this.#storage.read(before);
      this.#book = book;
      this.#stamp = read;
      this.#unusable = undefined;
    } catch (error) {
      const reason =
        error instanceof AuthError ? error : fileUnusable('reading failed', { cause: error });
      const last = this.#unusable;
      const isReported = last?.error.message === reason.message && last.stamp === stamp;
      this.#unusable = { stamp, error: reason };
      if (!isReported) this.#listener.reloadFailed(reason);
      throw reason;
    }
    if (this.#listener.wantsChanges) this.#report(changesByOthers(before, this.#book));
    this.#listener.reloaded(before, this.#book);
  }

  /** Changes that become visible together have the same version. */
  #report(changes: readonly UnnumberedChange[]): void {
    if (changes.length === 0) return;
    this.#version += 1;
    const version = this.#version;
    this.#listener.changed(changes.map((change) => ({ ...change, version })));
  }

  /** Why a version is known to be unusable. A system error, which is the `cause` then, may not occur again. */
  #knownErrorOf(stamp: string | undefined): AuthError | undefined {
    if (this.#unusable?.error.cause !== undefined) return undefined;
    return this.#unusable?.stamp === stamp ? this.#unusable?.error : undefined;
  }
}

/** Runs a change. The returned function settles its promise. */
function attempt(
  change: Change<unknown>,
  draft: Draft,
  settle: PromiseWithResolvers<unknown>,
): () => void {
  try {
    const value = change(draft);
    return () => settle.resolve(value);
  } catch (error) {
    return () => settle.reject(error);
  }
}

/** Runs one task at a time, in order. */
class Mutex {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
