import type { MessagePort } from 'node:worker_threads';
import type { Account, Authenticator } from '@threadline/chat';

/** Everyone has an account here, with any password, and nothing is hashed: logging in is not what is measured. */
export const quickAccounts: Authenticator = {
  identify: () => Promise.resolve(undefined),
  exists: () => Promise.resolve(true),
  checkName: () =>
    Promise.resolve({ ok: false, code: 'ERR_AUTH_NAME_TAKEN', message: 'That name is taken' }),
  checkPassword: () => Promise.resolve({ ok: true }),
  register: (name) => letIn(name),
  verify: (name) => letIn(name),
  changePassword: (name) => letIn(name),
  issueToken: () => Promise.resolve({ token: '', expiresAt: 0 }),
  resume: () => Promise.reject(new Error('no tokens here')),
  revoke: () => Promise.resolve(0),
};

function letIn(name: string): Promise<Account> {
  return Promise.resolve({ name, roles: [] });
}

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
