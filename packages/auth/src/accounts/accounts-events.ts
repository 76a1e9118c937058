import type { EventEmitter } from 'node:events';
import { nameKey } from '../../../../common/names/account-name.ts';
import type { AuthError } from '../errors.ts';
import type { Book } from '../file/book.ts';
import type { AccountChange } from './account-change.ts';
import type { LedgerListener } from './ledger.ts';

/** The events of {@link Accounts}. */
export interface AccountsEvents {
  /** Accounts changed in a way that affects sessions. Changes made through this object are on disk. */
  change: [changes: readonly AccountChange[]];
  /** Changes to the file by others were loaded: edits by hand, or calls in another process or thread. */
  reload: [summary: ReloadSummary];
  /** Others made the file unusable. The last valid state stays in use; changes are rejected until the file is valid. */
  'reload-failed': [error: AuthError];
}

/** The names of the accounts that others added, changed and removed. */
export interface ReloadSummary {
  added: readonly string[];
  changed: readonly string[];
  removed: readonly string[];
}

/** Emits in a separate turn of the event loop, so that a listener that throws cannot disturb a write. */
export function emitTo(emitter: EventEmitter<AccountsEvents>): LedgerListener {
  return {
    get wantsChanges() {
      return emitter.listenerCount('change') > 0;
    },
    changed: (changes) => {
      setImmediate(() => emitter.emit('change', changes));
    },
    reloaded: (before, after) => {
      // Comparing the files takes time, so only if there is a listener.
      if (emitter.listenerCount('reload') === 0) return;
      const summary = summarize(before, after);
      setImmediate(() => emitter.emit('reload', summary));
    },
    reloadFailed: (error) => {
      setImmediate(() => emitter.emit('reload-failed', error));
    },
  };
}

function summarize(before: Book, after: Book): ReloadSummary {
  const added: string[] = [];
  const changed: string[] = [];
  const removed: string[] = [];
  for (const account of after.differing(before)) {
    const known = before.get(nameKey(account.name)) !== undefined;
    (known ? changed : added).push(account.name);
  }
  for (const account of before.differing(after)) {
    if (after.get(nameKey(account.name)) === undefined) removed.push(account.name);
  }
  return { added, changed, removed };
}
