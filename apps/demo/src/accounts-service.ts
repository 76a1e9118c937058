import { once } from 'node:events';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import {
  type Accounts,
  type AccountsOptions,
  defaultReservedNames,
  openAccounts,
} from '@threadline/auth';
import { watchThread } from '../../../common/threads/watch-thread.ts';

/** How long the thread may be unresponsive before it is terminated. */
const hangTimeoutMs = 20_000;

/** The options of the identification file, wherever it is opened. */
export const accountsOptions: AccountsOptions = {
  // The names of the server and of its operator in the chat.
  reservedNames: [...defaultReservedNames, 'threadline', 'console'],
};

/** What the accounts thread works with. */
export interface AccountsThreadData {
  readonly path: string;
  /** Where the chat server announces its client threads. */
  readonly entry: MessagePort;
  /** The port to the main thread. */
  readonly control: MessagePort;
  /** Where account changes are sent, for the hub. */
  readonly changes: MessagePort;
}

/** From the main thread to the accounts thread. */
export type ToAccountsThread = 'ping' | 'reload' | 'close';

/** From the accounts thread to the main thread. */
export type FromAccountsThread =
  | { readonly type: 'ready' }
  | { readonly type: 'pong' }
  | { readonly type: 'reloaded' }
  | { readonly type: 'failed'; readonly code: string; readonly message: string };

/** The accounts thread. Hashing passwords in it delays neither the hub nor the operator. */
export interface AccountsService {
  /** The entry port for a server with accounts. */
  readonly entry: MessagePort;
  /** The same file opened in this thread, for the operator. Each side reads what the other has written. */
  readonly file: Accounts;
  /** Resolves when the thread has crashed, or was terminated because it was unresponsive. */
  readonly crashed: Promise<Error>;
  /** Makes the thread read the file again; resolves when it has sent the changes. */
  reload(): Promise<void>;
  /** Resolves when the thread responds. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the accounts thread; resolves when the file is open.
 *
 * @param changes the port for account changes
 * @throws {Error} with a code of `@threadline/auth`, or with what crashed the thread
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

/** `exited` resolves when a thread ends, `crashed` if it does not end normally. */
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

/** Pings the thread. Pings that overlap share a response. */
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

/** Resolves without a response if the thread ends. */
function reload(port: MessagePort): Promise<void> {
  return new Promise((resolve) => {
    const receive = ({ type }: FromAccountsThread): void => {
      if (type !== 'reloaded') return;
      port.off('message', receive);
      port.off('close', resolve);
      resolve();
    };
    port.on('message', receive);
    port.on('close', resolve);
    port.postMessage('reload' satisfies ToAccountsThread);
  });
}
