import { once } from 'node:events';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { type Accounts, openAccounts } from '@threadline/auth';
import type { AccountsThreadData, FromAccountsThread } from './serve-accounts-file.ts';

/** The accounts, in a thread of their own: hashing passwords holds up neither the hub nor the operator. */
export interface AccountsService {
  /** To be given to the server that is to have accounts. */
  readonly entry: MessagePort;
  /** The same file, opened here for the operator: it takes up what the thread writes, and the thread what this does. */
  readonly file: Accounts;
  close(): Promise<void>;
}

/** Starts the accounts thread; resolves when the file is open. @throws {Error} with the code of `@threadline/auth` if it can't be */
export async function startAccounts(path: string): Promise<AccountsService> {
  const file = await openAccounts(path);
  const entry = new MessageChannel();
  const control = new MessageChannel();
  const workerData: AccountsThreadData = { path, entry: entry.port1, control: control.port1 };
  const worker = new Worker(new URL('./accounts-thread.ts', import.meta.url), {
    name: 'accounts',
    workerData,
    transferList: [entry.port1, control.port1],
  });
  const exited = once(worker, 'exit');
  const [message] = (await once(control.port2, 'message')) as [FromAccountsThread];
  if (message.type === 'failed')
    throw Object.assign(new Error(message.message), { code: message.code });
  return {
    entry: entry.port2,
    file,
    close: async () => {
      control.port2.postMessage('close');
      await exited;
      control.port2.close();
      await file.close();
    },
  };
}
