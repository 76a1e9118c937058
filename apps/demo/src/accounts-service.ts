import { once } from 'node:events';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { type Accounts, openAccounts } from '@threadline/auth';
import { watchThread } from '../../../common/threads/watch-thread.ts';
import { accountsOptions } from './serve-accounts-file.ts';
import type {
  AccountsThreadData,
  FromAccountsThread,
  ToAccountsThread,
} from './serve-accounts-file.ts';

/** How long the thread may go without turning its event loop before it is terminated. */
const hangTimeoutMs = 20_000;

/** The accounts, in a thread of their own: hashing passwords holds up neither the hub nor the operator. */
export interface AccountsService {
  /** To be given to the server that is to have accounts. */
  readonly entry: MessagePort;
  /** The same file, opened here for the operator: it takes up what the thread writes, and the thread what this does. */
  readonly file: Accounts;
  /** Resolves when the thread has ended unasked, or was terminated because it did not answer. */
  readonly crashed: Promise<Error>;
  /** Makes the thread take up what others wrote; resolves when it has told of what changed. */
  reload(): Promise<void>;
  /** Resolves when the thread answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the accounts thread, which posts what changes to `changes`; resolves when the file is open. Leaves nothing behind if it can't.
 *
 * @throws {Error} with the code of `@threadline/auth`, or what the thread crashed with
 */
export async function startAccounts(path: string, changes: MessagePort): Promise<AccountsService> {
  const entry = new MessageChannel();
  const control = new MessageChannel();
  await using started = new AsyncDisposableStack();
  const file = started.use(await openAccounts(path, accountsOptions));
  const ports = { entry: entry.port1, control: control.port1, changes };
  const workerData: AccountsThreadData = { path, ...ports };
  const worker = new Worker(new URL(import.meta.resolve('#accounts-thread')), {
    name: 'accounts',
    workerData,
    transferList: Object.values(ports),
  });
  const { crashed, exited, crash } = endOf(worker);
  const message = await Promise.race([
    once(control.port2, 'message').then(([first]) => first as FromAccountsThread),
    crashed.then((error) => Promise.reject(error)),
  ]);
  if (message.type === 'failed')
    throw Object.assign(new Error(message.message), { code: message.code });
  const ping = pinger(control.port2);
  const stopWatching = watchThread(worker, {
    timeoutMs: hangTimeoutMs,
    ping,
    onUnresponsive: (silentMs) => {
      crash(`unresponsive for ${silentMs} ms`);
      void worker.terminate();
    },
  });
  started.move();
  return {
    entry: entry.port2,
    file,
    crashed,
    ping,
    reload: () => reload(control.port2),
    close: async () => {
      stopWatching();
      control.port2.postMessage('close');
      await exited;
      control.port2.close();
      await file.close();
    },
  };
}

/** How a thread ends: `crashed` with an error unless it ends in order, `exited` in any case. */
function endOf(worker: Worker): {
  crashed: Promise<Error>;
  exited: Promise<void>;
  crash: (cause: unknown) => void;
} {
  const crashed = Promise.withResolvers<Error>();
  const exited = Promise.withResolvers<void>();
  const crash = (cause: unknown): void => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    crashed.resolve(new Error(`Accounts thread crashed: ${reason}`, { cause }));
  };
  worker.once('error', crash);
  worker.once('exit', (code) => {
    if (code !== 0) crash(`exit code ${code}`);
    exited.resolve();
  });
  return { crashed: crashed.promise, exited: exited.promise, crash };
}

/** Asks a thread for a sign of life. All who ask before it comes are answered by the same one. */
function pinger(port: MessagePort): () => Promise<void> {
  let pong: Promise<void> | undefined;
  return () => {
    if (pong === undefined) {
      pong = once(port, 'message').then(() => (pong = undefined));
      port.postMessage('ping' satisfies ToAccountsThread);
    }
    return pong;
  };
}

/** A thread that ends meanwhile has nothing to tell any more. */
function reload(port: MessagePort): Promise<void> {
  return new Promise((resolve) => {
    const take = ({ type }: FromAccountsThread): void => {
      if (type !== 'reloaded') return;
      port.off('message', take);
      port.off('close', resolve);
      resolve();
    };
    port.on('message', take);
    port.on('close', resolve);
    port.postMessage('reload' satisfies ToAccountsThread);
  });
}
