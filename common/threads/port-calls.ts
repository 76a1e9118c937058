import type { MessagePort } from 'node:worker_threads';

/** A call of a method in another thread. */
export interface Call {
  readonly type: 'call';
  /** Chosen by the caller, and unique among the calls through its port. */
  readonly id: string | number;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** The reply to a {@link Call}: one for each. */
export type Reply =
  | { readonly type: 'result'; readonly id: Call['id']; readonly value: unknown }
  | ({ readonly type: 'error'; readonly id: Call['id'] } & CallError);

/** An error as it crosses between threads. */
export interface CallError {
  readonly code: string;
  readonly message: string;
  readonly retryAfterMs?: number;
}

/** Calls that have not been answered yet. None is left hanging: {@link close} rejects them, and all later ones. */
export class PendingCalls {
  readonly #pending = new Map<Call['id'], PromiseWithResolvers<unknown>>();
  // Clients of different packages may share a port.
  readonly #prefix = `${Math.random().toString(36).slice(2, 10)}-`;
  #lastId = 0;
  #closedBy: Error | undefined;

  get size(): number {
    return this.#pending.size;
  }

  /** Sends a call under a new id. Settles with its reply, or with the error of sending it. */
  add(send: (id: string) => void): Promise<unknown> {
    if (this.#closedBy !== undefined) return Promise.reject(this.#closedBy);
    this.#lastId += 1;
    const id = `${this.#prefix}${this.#lastId}`;
    const call = Promise.withResolvers<unknown>();
    try {
      send(id);
      this.#pending.set(id, call);
    } catch (error) {
      call.reject(error);
    }
    return call.promise;
  }

  /** Settles a call with its reply. Ignores replies to calls of others. */
  settle(reply: Reply, toError: (error: CallError) => Error): void {
    const call = this.#pending.get(reply.id);
    if (call === undefined) return;
    this.#pending.delete(reply.id);
    if (reply.type === 'result') call.resolve(reply.value);
    else call.reject(toError(reply));
  }

  /** Rejects the pending calls and all later ones. */
  close(error: Error): void {
    this.#closedBy ??= error;
    for (const { reject } of this.#pending.values()) reject(this.#closedBy);
    this.#pending.clear();
  }
}

const clients = new WeakMap<MessagePort, unknown>();

/**
 * An object whose methods are called through a port. There is one per port. It keeps the thread alive only while a call
 * is pending.
 *
 * @param toError creates the error that a call rejects with
 * @param closedError creates the error for calls through a closed port
 */
export function callMethods<T extends object>(
  port: MessagePort,
  methods: readonly (keyof T & string)[],
  toError: (error: CallError) => Error,
  closedError: () => Error,
): T {
  const known = clients.get(port);
  if (known !== undefined) return known as T;
  const calls = new PendingCalls();
  const onReply = (reply: Reply): void => {
    calls.settle(reply, toError);
    if (calls.size === 0) port.off('message', onReply);
  };
  const call = (method: string, args: unknown[]): Promise<unknown> => {
    if (calls.size === 0) port.on('message', onReply);
    const reply = calls.add((id) => port.postMessage({ type: 'call', id, method, args }));
    if (calls.size === 0) port.off('message', onReply);
    return reply;
  };
  port.once('close', () => {
    calls.close(closedError());
    port.off('message', onReply);
  });
  // A port that has closed emits no further event.
  if (!isOpen(port)) calls.close(closedError());
  const client = Object.fromEntries(
    methods.map((method) => [method, (...args: unknown[]) => call(method, args)]),
  ) as T;
  clients.set(port, client);
  return client;
}

/** Whether a port is open: only then can it keep its thread alive. */
function isOpen(port: MessagePort): boolean {
  if (port.hasRef()) return true;
  port.ref();
  const open = port.hasRef();
  port.unref();
  return open;
}

/** The reply to a call: what `run` resolves or rejects with. */
export async function replyTo(
  { id, method, args }: Call,
  run: (method: string, args: readonly unknown[]) => unknown,
  toCallError: (error: unknown) => CallError,
): Promise<Reply> {
  try {
    return { type: 'result', id, value: await run(method, args) };
  } catch (error) {
    return { type: 'error', id, ...toCallError(error) };
  }
}
