import { MessagePort } from 'node:worker_threads';
import type { Authenticator, Origin } from '../accounts/authenticator.ts';
import { AuthError } from '../errors.ts';
import {
  remoteCalls,
  remoteMethods,
  type FromAccounts,
  type RemoteMethod,
  type ToAccounts,
} from './messages.ts';

/** What {@link serveAccounts} gives: a way to stop. */
export interface AccountsService {
  /** Closes the port and those that came through it: calls under way at the far end reject. */
  close(): void;
}

/**
 * Answers calls that come through a port from `connectAccounts`, in another thread. Also takes an entry port, through
 * which a server sends a further port for each of its threads: `{ type: 'client-thread', threadId, port }`. The port
 * keeps its thread alive until either end is closed.
 */
export function serveAccounts(accounts: Authenticator, port: MessagePort): AccountsService {
  const entered = new Set<AccountsService>();

  port.on('message', (message: ToAccounts | null) => {
    switch (message?.type) {
      case 'call':
        // Anything else as an id, such as a port, might not go back.
        if (typeof message.id !== 'string' && typeof message.id !== 'number') break;
        void answer(accounts, message).then((reply) => port.postMessage(reply));
        break;
      case 'client-thread': {
        if (!(message.port instanceof MessagePort)) break;
        const service = serveAccounts(accounts, message.port);
        entered.add(service);
        message.port.once('close', () => entered.delete(service));
        break;
      }
      default:
        // Something else altogether: whoever sent it gets no answer.
        message satisfies null | undefined;
    }
  });

  return {
    close: () => {
      for (const service of entered) service.close();
      port.close();
    },
  };
}

async function answer(
  accounts: Authenticator,
  { id, method, args }: Extract<ToAccounts, { type: 'call' }>,
): Promise<FromAccounts> {
  try {
    // Never a method of another name: what runs in a client's thread may be taken over by its client.
    if (!remoteMethods.includes(method)) throw new TypeError(`Expected a method, got ${method}`);
    const callable = accounts as unknown as Record<RemoteMethod, (...args: unknown[]) => unknown>;
    return { type: 'result', id, value: await callable[method](...checkedArguments(method, args)) };
  } catch (error) {
    return { type: 'error', id, ...plainError(error) };
  }
}

/** @throws TypeError unless a call has all its arguments, of which only the known parts are passed on. */
function checkedArguments(method: RemoteMethod, args: readonly unknown[]): unknown[] {
  const call: { count: number; origin?: boolean } = remoteCalls[method];
  const last = args.at(-1);
  if (args.length !== call.count || last === undefined || last === null) {
    throw new TypeError(`Expected ${call.count} arguments of \`${method}\`, got ${args.length}`);
  }
  if (!call.origin) return [...args];
  const { address, session } = last as Partial<Origin>;
  if (typeof address !== 'string') throw new TypeError('Expected `address` to be a string');
  return [...args.slice(0, -1), { address, ...(session === undefined ? {} : { session }) }];
}

function plainError(error: unknown): { code: string; message: string; retryAfterMs?: number } {
  if (error instanceof AuthError) {
    const { code, message, retryAfterMs } = error;
    return retryAfterMs === undefined ? { code, message } : { code, message, retryAfterMs };
  }
  const { code, message } = error as { code?: unknown; message?: unknown };
  return {
    code: typeof code === 'string' && code.startsWith('ERR_AUTH_') ? code : 'ERR_AUTH_CALL',
    message: typeof message === 'string' ? message : 'Cannot answer the call',
  };
}
