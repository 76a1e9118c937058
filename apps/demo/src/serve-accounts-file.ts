import type { MessagePort } from 'node:worker_threads';
import { openAccounts, serveAccounts } from '@threadline/auth';

/** What the accounts thread is born with. */
export interface AccountsThreadData {
  readonly path: string;
  /** Where the server announces its client threads. */
  readonly entry: MessagePort;
  /** Where main is told, and tells the thread to close. */
  readonly control: MessagePort;
}

/** Main to the accounts thread. */
export type ToAccountsThread = 'ping' | 'close';

/** The accounts thread to main. */
export type FromAccountsThread =
  | { readonly type: 'ready' }
  | { readonly type: 'pong' }
  | { readonly type: 'failed'; readonly code: string; readonly message: string };

/** Serves the identification file to the client threads, until main posts `close`. */
export async function serveAccountsFile({
  path,
  entry,
  control,
}: AccountsThreadData): Promise<void> {
  const tell = (message: FromAccountsThread): void => control.postMessage(message);
  try {
    const accounts = await openAccounts(path);
    const served = serveAccounts(accounts, entry);
    control.on('message', (message: ToAccountsThread) => {
      if (message === 'ping') return tell({ type: 'pong' });
      served.close();
      entry.close();
      void accounts.close().finally(() => control.close());
    });
    tell({ type: 'ready' });
  } catch (error) {
    const { code = 'ERR_UNKNOWN', message } = error as Error & { code?: string };
    tell({ type: 'failed', code, message });
    entry.close();
    control.close();
  }
}
