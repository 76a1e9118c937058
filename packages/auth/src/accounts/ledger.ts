import { setTimeout as delay } from 'node:timers/promises';
import {
  changesByOthers,
  ownChanges,
  type AccountChange,
  type UnnumberedChange,
} from './account-change.ts';
import type { Book } from '../file/book.ts';
import { Draft } from './draft.ts';
import { AuthError, fileUnusable } from '../errors.ts';
import { Mutex } from './mutex.ts';
import type { Sightings } from './sightings.ts';
import type { Storage } from '../file/storage.ts';

/** One change: reads the draft, throws or changes it, in one go. */
type Change<T> = (draft: Draft) => T;

/** How a change is committed. */
interface CommitOptions {
  /** Keep what was on disk before as the backup, and share the write with no other change. */
  backup?: boolean;
}

interface Pending extends Required<CommitOptions> {
  change: Change<unknown>;
  settle: PromiseWithResolvers<unknown>;
}

/** What the owner of a ledger is told. */
export interface LedgerListener {
  /** Accounts changed, by own changes that are on disk or by somebody else, so that sessions must follow. */
  changed(changes: readonly AccountChange[]): void;
  /** Whether anybody listens: the whole file is compared for that. */
  readonly isFollowed: boolean;
  /** Somebody else's changes were taken up. */
  reloaded(before: Book, after: Book): void;
  /** What somebody else wrote is unusable; the last good state stays. */
  refused(error: AuthError): void;
}

/** Leaves the lock to others between two writes, and gathers what comes meanwhile. */
const pauseMs = 2;

/**
 * The accounts in memory, kept equal to the stored ones. Changes that come together are written together: each works
 * on the newest stored version, under the lock, and resolves when it is on disk.
 */
export class Ledger {
  readonly #storage: Storage;
  readonly #sightings: Sightings;
  readonly #listener: LedgerListener;
  /** Held while the book in memory and the stored one are brought together. */
  readonly #sync = new Mutex();
  #book: Book;
  #stamp: string;
  /** The version that was refused last; not to be read again until it changes, if its content was the reason. */
  #refused: { stamp: string | undefined; error: AuthError } | undefined;
  #version = 0;
  #pending: Pending[] = [];
  #writing: Promise<void> | undefined;

  constructor(
    storage: Storage,
    first: { book: Book; stamp: string },
    { sightings, listener }: { sightings: Sightings; listener: LedgerListener },
  ) {
    this.#storage = storage;
    this.#book = first.book;
    this.#stamp = first.stamp;
    this.#sightings = sightings;
    this.#listener = listener;
  }

  /** The last good state: what is on disk, unless that is unusable. */
  get book(): Book {
    return this.#book;
  }

  /** Takes up what others wrote, if they did. Never rejects: what is unusable is reported once and left. */
  async refresh(): Promise<void> {
    const stamp = this.#storage.stamp();
    if (stamp === this.#stamp || this.#refusalOf(stamp) !== undefined) return;
    await this.#sync.run(() => this.#catchUp()).catch(() => undefined);
  }

  /** Takes up what others wrote, reading again what was refused; rejects with `ERR_AUTH_FILE` when it is unusable. */
  async reload(): Promise<void> {
    await this.#sync.run(() => this.#catchUp({ again: true }));
  }

  /** Counts the changes that sessions must follow. */
  get version(): number {
    return this.#version;
  }

  /** Makes a change; resolves with its result when it is on disk, rejects when it threw or cannot be written. */
  commit<T>(change: Change<T>, { backup = false }: CommitOptions = {}): Promise<T> {
    const settle = Promise.withResolvers<unknown>();
    this.#pending.push({ change, backup, settle });
    this.#writing ??= this.#writeAll();
    return settle.promise as Promise<T>;
  }

  /** Resolves when nothing is left to write. */
  async settled(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  async #writeAll(): Promise<void> {
    // What else comes in this turn goes with the first write.
    await Promise.resolve();
    while (this.#pending.length > 0) {
      await this.#writeNext();
      if (this.#pending.length > 0) await delay(pauseMs);
    }
    // In the same turn as the last look: a change that comes next must start anew.
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
        error instanceof AuthError ? error : fileUnusable('cannot write it', { cause: error });
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
      const written = this.#sightings.addTo(draft);
      if (draft.changes.size > 0) {
        if (batch.some(({ backup }) => backup)) await this.#storage.backup(this.#book.text());
        const stamp = await this.#storage.write(this.#book.text(draft.changes), this.#stamp);
        // Somebody edited by hand since: once more, on top of that.
        if (stamp === undefined) continue;
        this.#stamp = stamp;
        const sessionOf = (key: string): string | undefined => draft.sessionOf(key);
        this.#tell(ownChanges(this.#book, draft.changes, sessionOf));
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
      this.#refused = undefined;
      return;
    }
    const refusal = again ? undefined : this.#refusalOf(stamp);
    if (refusal !== undefined) throw refusal;
    const before = this.#book;
    try {
      const { book, stamp: read } = await this.#storage.read(before);
      this.#book = book;
      this.#stamp = read;
      this.#refused = undefined;
    } catch (error) {
      const reason =
        error instanceof AuthError ? error : fileUnusable('cannot read it', { cause: error });
      const last = this.#refused;
      const told = last?.error.message === reason.message && last.stamp === stamp;
      this.#refused = { stamp, error: reason };
      if (!told) this.#listener.refused(reason);
      throw reason;
    }
    if (this.#listener.isFollowed) this.#tell(changesByOthers(before, this.#book));
    this.#listener.reloaded(before, this.#book);
  }

  /** Changes that became visible together have one number. */
  #tell(changes: readonly UnnumberedChange[]): void {
    if (changes.length === 0) return;
    this.#version += 1;
    const version = this.#version;
    this.#listener.changed(changes.map((change) => ({ ...change, version })));
  }

  /** Why a version need not be read again. What the system refused, which is the cause then, may go well next time. */
  #refusalOf(stamp: string | undefined): AuthError | undefined {
    if (this.#refused?.error.cause !== undefined) return undefined;
    return this.#refused?.stamp === stamp ? this.#refused?.error : undefined;
  }
}

/** Runs one change; its promise settles only when what comes back is called. */
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
