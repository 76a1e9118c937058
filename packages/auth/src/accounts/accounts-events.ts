import type { EventEmitter } from 'node:events';
import type { AccountChange } from './account-change.ts';
import { reloadSummary, type ReloadSummary } from './account-info.ts';
import type { AuthError } from '../errors.ts';
import type { LedgerListener } from './ledger.ts';

/** The events of {@link Accounts}. */
export interface AccountsEvents {
  /** Accounts changed so that their sessions must follow, by whomever; what was made here is on disk. */
  change: [changes: readonly AccountChange[]];
  /** Changes made by others, by hand or by another process or thread, were taken up. */
  reload: [summary: ReloadSummary];
  /** Others left the file unusable. The last good state stays; changes are refused until it is mended. */
  'reload-failed': [error: AuthError];
}

/** Tells in a turn of its own: a listener that throws must not disturb a write. */
export function emitTo(emitter: EventEmitter<AccountsEvents>): LedgerListener {
  return {
    get isFollowed() {
      return emitter.listenerCount('change') > 0;
    },
    changed: (changes) => {
      setImmediate(() => emitter.emit('change', changes));
    },
    reloaded: (before, after) => {
      // The whole file is compared only for who listens.
      if (emitter.listenerCount('reload') === 0) return;
      const summary = reloadSummary(before, after);
      setImmediate(() => emitter.emit('reload', summary));
    },
    refused: (error) => {
      setImmediate(() => emitter.emit('reload-failed', error));
    },
  };
}
