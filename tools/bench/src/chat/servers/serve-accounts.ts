import type { MessagePort } from 'node:worker_threads';
import type { Authenticator } from '@threadline/chat';

/** What a client thread asks. */
interface Call {
  readonly id: number;
  readonly method: keyof Authenticator;
  readonly args: readonly unknown[];
}

/** Answers the calls of an `Authenticator` for every client thread that the server announces at the entry port. */
export function serveAccounts(entry: MessagePort, accounts: Authenticator): void {
  entry.on('message', ({ port }: { port: MessagePort }) => {
    port.on('message', ({ id, method, args }: Call) => {
      const answer = (accounts[method] as (...args: readonly unknown[]) => Promise<unknown>)(
        ...args,
      );
      answer.then(
        (value) => port.postMessage({ type: 'result', id, value }),
        (error: Error) =>
          port.postMessage({ type: 'error', id, code: 'ERR_AUTH_FILE', message: error.message }),
      );
    });
  });
}
