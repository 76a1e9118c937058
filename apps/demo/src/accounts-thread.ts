import { type MessagePort, workerData } from 'node:worker_threads';
import { type Accounts, openAccounts, serveAccounts } from '@threadline/auth';
import {
  accountsOptions,
  type AccountsThreadData,
  type FromAccountsThread,
  type ToAccountsThread,
} from './accounts-service.ts';

/** Serves the identification file to the client threads until the main thread sends `close`. */
async function serve({ path, entry, control, changes }: AccountsThreadData): Promise<void> {
  try {
    const accounts = await openAccounts(path, accountsOptions);
    accounts.on('change', (changed) => changes.postMessage(changed));
    const service = serveAccounts(accounts, entry);
    control.on('message', (message: ToAccountsThread) => {
      if (message === 'ping') return post(control, { type: 'pong' });
      if (message === 'reload') return void reload(accounts, control);
      service.close();
      entry.close();
      void accounts.close().finally(() => {
        control.close();
        changes.close();
      });
    });
    post(control, { type: 'ready' });
  } catch (error) {
    const { code = 'ERR_UNKNOWN', message } = error as Error & { code?: string };
    post(control, { type: 'failed', code, message });
    for (const port of [entry, control, changes]) port.close();
  }
}

/** A file that cannot be used is reported where the main thread reads it. */
async function reload(accounts: Accounts, control: MessagePort): Promise<void> {
  await accounts.reload().catch(() => {});
  // Changes are emitted in the next turn.
  setImmediate(() => post(control, { type: 'reloaded' }));
}

function post(port: MessagePort, message: FromAccountsThread): void {
  port.postMessage(message);
}

await serve(workerData as AccountsThreadData);
