import { MessagePort } from 'node:worker_threads';
import { shown, typeError } from '../../../../common/options/expect-options.ts';
import { type Call, type CallError, replyTo } from '../../../../common/threads/port-calls.ts';
import type { Authenticator, Origin } from '../accounts/authenticator.ts';
import { AuthError } from '../errors.ts';

/**
 * The methods that another thread may call, with the number of their arguments and whether the last one is the origin.
 * No argument is optional, because a call without an origin or a proof is the operator's.
 */
const remoteCalls = {
  identify: { count: 1 },
  exists: { count: 1 },
  checkName: { count: 1 },
  checkPassword: { count: 2 },
  register: { count: 3, origin: true },
  verify: { count: 3, origin: true },
  changePassword: { count: 4, origin: true },
  issueToken: { count: 2 },
  resume: { count: 2, origin: true },
  revoke: { count: 2, origin: true },
} as const satisfies Record<keyof Authenticator, { count: number; origin?: boolean }>;

/** The names of the methods that another thread may call. */
export const remoteMethods = Object.keys(remoteCalls) as readonly (keyof Authenticator)[];

/** Client thread → accounts. */
type ToAccounts =
  | Call
  /** From a server, through an entry port: a further client thread, with its port. */
  | { readonly type: 'client-thread'; readonly threadId: number; readonly port: MessagePort };

/** The result of {@link serveAccounts}. */
export interface AccountsService {
  /** Closes the port, and the ports received through it. Pending calls at the other ends reject. */
  close(): void;
}

/**
 * Answers the calls of `connectAccounts` through a port. It may be an entry port, through which a server sends a port for
 * each of its threads: `{ type: 'client-thread', threadId, port }`. The port keeps its thread alive until either end is
 * closed.
 *
 * @throws TypeError `ERR_INVALID_ARG_TYPE` unless the arguments are accounts and a MessagePort.
 */
export function serveAccounts(accounts: Authenticator, port: MessagePort): AccountsService {
  if (typeof (accounts as Authenticator | undefined)?.exists !== 'function') {
    throw typeError(`Expected \`accounts\` to be accounts, got ${shown(accounts)}`);
  }
  assertPort(port);
  const services = new Set<AccountsService>();

  port.on('message', (message: ToAccounts | null) => {
    switch (message?.type) {
      case 'call':
        // Any other id, such as a port, may not be cloneable.
        if (typeof message.id !== 'string' && typeof message.id !== 'number') break;
        void replyTo(message, (method, args) => call(accounts, method, args), toCallError).then(
          (reply) => port.postMessage(reply),
        );
        break;
      case 'client-thread': {
        if (!(message.port instanceof MessagePort)) break;
        const service = serveAccounts(accounts, message.port);
        services.add(service);
        message.port.once('close', () => services.delete(service));
        break;
      }
      default:
        // Other messages are ignored.
        message satisfies null | undefined;
    }
  });

  return {
    close: () => {
      for (const service of services) service.close();
      port.close();
    },
  };
}

/** @throws TypeError `ERR_INVALID_ARG_TYPE` */
export function assertPort(port: MessagePort): void {
  if (port instanceof MessagePort) return;
  throw typeError(`Expected \`port\` to be a MessagePort, got ${shown(port)}`);
}

/**
 * Only the listed methods, with all their arguments and the known properties of the origin: a client may have taken over
 * the thread that calls.
 */
function call(accounts: Authenticator, method: string, args: readonly unknown[]): unknown {
  if (!Object.hasOwn(remoteCalls, method)) throw new TypeError(`Unknown method "${method}"`);
  const name = method as keyof Authenticator;
  const { count, origin }: { count: number; origin?: boolean } = remoteCalls[name];
  const last = args.at(-1);
  if (args.length !== count || last === undefined || last === null) {
    throw new TypeError(`Expected ${count} arguments of \`${name}\`, got ${args.length}`);
  }
  const run = accounts[name].bind(accounts) as (...args: unknown[]) => unknown;
  if (!origin) return run(...args);
  const { address, session } = last as Partial<Origin>;
  if (typeof address !== 'string') throw new TypeError('Expected `address` to be a string');
  return run(...args.slice(0, -1), { address, ...(session === undefined ? {} : { session }) });
}

function toCallError(error: unknown): CallError {
  if (error instanceof AuthError) {
    const { code, message, retryAfterMs } = error;
    return retryAfterMs === undefined ? { code, message } : { code, message, retryAfterMs };
  }
  const { code, message } = error as { code?: unknown; message?: unknown };
  return {
    code: typeof code === 'string' && code.startsWith('ERR_AUTH_') ? code : 'ERR_AUTH_CALL',
    message: typeof message === 'string' ? message : 'The call failed',
  };
}
