import type { MessagePort } from 'node:worker_threads';
import type { Authenticator } from './authenticator.ts';

type Method = keyof Authenticator;

/** What comes back over the port. */
type Reply =
  | { readonly type: 'result'; readonly id: number; readonly value: unknown }
  | {
      readonly type: 'error';
      readonly id: number;
      readonly code: string;
      readonly message: string;
      readonly retryAfterMs?: number;
    };

interface Call {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

const authenticators = new WeakMap<MessagePort, Authenticator>();

/**
 * The authenticator behind a port that answers `{ type: 'call', id, method, args }` with
 * `{ type: 'result', id, value }` or `{ type: 'error', id, code, message, retryAfterMs? }`. There is one
 * for each port; it listens only while a call is under way.
 */
export function portAuthenticator(port: MessagePort): Authenticator {
  const known = authenticators.get(port);
  if (known) return known;
  const authenticator = connect(port);
  authenticators.set(port, authenticator);
  return authenticator;
}

function connect(port: MessagePort): Authenticator {
  const calls = new Map<number, Call>();
  let lastId = 0;
  let closed = false;
  const gone = () => authError({ code: 'ERR_AUTH_FILE', message: 'The accounts are not there' });

  const take = (reply: Reply): void => {
    const call = calls.get(reply.id);
    calls.delete(reply.id);
    if (calls.size === 0) port.off('message', take);
    if (reply.type === 'result') call?.resolve(reply.value);
    else call?.reject(authError(reply));
  };
  port.on('close', () => {
    closed = true;
    for (const call of calls.values()) call.reject(gone());
    calls.clear();
  });

  const call = (method: Method, ...args: unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (closed) return reject(gone());
      if (calls.size === 0) port.on('message', take);
      lastId += 1;
      calls.set(lastId, { resolve, reject });
      port.postMessage({ type: 'call', id: lastId, method, args });
    });

  const methods: readonly Method[] = [
    'identify',
    'exists',
    'checkName',
    'checkPassword',
    'register',
    'verify',
    'changePassword',
    'issueToken',
    'resume',
    'revoke',
  ];
  return Object.fromEntries(
    methods.map((method) => [method, (...args: unknown[]) => call(method, ...args)]),
  ) as unknown as Authenticator;
}

function authError(reply: { code: string; message: string; retryAfterMs?: number }): Error {
  const { code, message, retryAfterMs } = reply;
  return Object.assign(
    new Error(message),
    { code },
    retryAfterMs === undefined ? {} : { retryAfterMs },
  );
}
