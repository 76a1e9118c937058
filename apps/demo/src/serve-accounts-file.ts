import type { MessagePort } from 'node:worker_threads';
import {
  type Accounts,
  type AccountsOptions,
  defaultReservedNames,
  openAccounts,
  serveAccounts,
} from '@threadline/auth';

/** What the accounts thread is born with. */
export interface AccountsThreadData {
  readonly path: string;
  /** Where the server announces its client threads. */
  readonly entry: MessagePort;
  /** Where main is told, and tells the thread to close. */
  readonly control: MessagePort;
  /** Where the hub is told of changes that sessions must follow. */
  readonly changes: MessagePort;
}

/** The same wherever the file is opened. */
export const accountsOptions: AccountsOptions = {
  // What the chat calls itself to its clients is nobody's name, nor is the operator's.
  reservedNames: [...defaultReservedNames, 'threadline', 'console'],
};

/** Main to the accounts thread. */
export type ToAccountsThread = 'ping' | 'reload' | 'close';

/** The accounts thread to main. */
export type FromAccountsThread =
  | { readonly type: 'ready' }
  | { readonly type: 'pong' }
  | { readonly type: 'reloaded' }
  | { readonly type: 'failed'; readonly code: string; readonly message: string };

/** Serves the identification file to the client threads, until main posts `close`. */
export async function serveAccountsFile({
  path,
  entry,
  control,
  changes,
}: AccountsThreadData): Promise<void> {
  const tell = (message: FromAccountsThread): void => control.postMessage(message);
  try {
    const accounts = await openAccounts(path, accountsOptions);
    accounts.on('change', (changed) => changes.postMessage(changed));
    const served = serveAccounts(accounts, entry);
    control.on('message', (message: ToAccountsThread) => {
      if (message === 'ping') return tell({ type: 'pong' });
      if (message === 'reload') return void reload(accounts, () => tell({ type: 'reloaded' }));
      served.close();
      entry.close();
      void accounts.close().finally(() => {
        control.close();
        changes.close();
      });
    });
    tell({ type: 'ready' });
  } catch (error) {
    const { code = 'ERR_UNKNOWN', message } = error as Error & { code?: string };
    tell({ type: 'failed', code, message });
    entry.close();
    control.close();
    changes.close();
  }
}

/** A file that can't be used is told of where it is read for the operator. */
async function reload(accounts: Accounts, done: () => void): Promise<void> {
  await accounts.reload().catch(() => {});
  // What changed is told in the next turn.
  setImmediate(done);
}
