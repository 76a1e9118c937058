import type { MessagePort } from 'node:worker_threads';
import type { Account, Authenticator } from '@threadline/chat';

/** Accepts every name with any password and hashes nothing, since logins are not measured. */
export const acceptAllAccounts: Authenticator = {
  identify: () => Promise.resolve(undefined),
  exists: () => Promise.resolve(true),
  checkName: () =>
    Promise.resolve({ ok: false, code: 'ERR_AUTH_NAME_TAKEN', message: 'That name is taken' }),
  checkPassword: () => Promise.resolve({ ok: true }),
  register: (name) => accept(name),
  verify: (name) => accept(name),
  changePassword: (name) => accept(name),
  issueToken: () => Promise.resolve({ token: '', expiresAt: 0 }),
  resume: () => Promise.reject(new Error('Tokens are not supported')),
  revoke: () => Promise.resolve(0),
};

function accept(name: string): Promise<Account> {
  return Promise.resolve({ name, roles: [] });
}

interface Call {
  readonly id: number;
  readonly method: keyof Authenticator;
  readonly args: readonly unknown[];
}

/** Serves the calls of an `Authenticator` to every client thread that connects through the entry port. */
export function serveAccounts(entry: MessagePort, accounts: Authenticator): void {
  entry.on('message', ({ port }: { port: MessagePort }) => {
    port.on('message', ({ id, method, args }: Call) => {
      const result = (accounts[method] as (...args: readonly unknown[]) => Promise<unknown>)(
        ...args,
      );
      result.then(
        (value) => port.postMessage({ type: 'result', id, value }),
        (error: Error) =>
          port.postMessage({ type: 'error', id, code: 'ERR_AUTH_FILE', message: error.message }),
      );
    });
  });
}
