import type { EventEmitter } from 'node:events';
import { reloadSummary, type ReloadSummary } from './account-info.ts';
import type { AuthError } from './errors.ts';
import type { LedgerListener } from './ledger.ts';

/** The events of {@link Accounts}. */
export interface AccountsEvents {
  /** Changes made through this object are on disk; the names in lower case. */
  change: [change: { names: readonly string[] }];
  /** Changes made by others, by hand or by another process or thread, were taken up. */
  reload: [summary: ReloadSummary];
  /** Others left the file unusable. The last good state stays; changes are refused until it is mended. */
  'reload-failed': [error: AuthError];
}

/** Tells in a turn of its own: a listener that throws must not disturb a write. */
export function emitTo(emitter: EventEmitter<AccountsEvents>): LedgerListener {
  return {
    written: (names) => {
      setImmediate(() => emitter.emit('change', { names }));
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
