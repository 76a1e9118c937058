import { ChatError, type ChatErrorCode } from '../errors.ts';
import type { Hub } from './hub.ts';
import type { FromHubThread, HubCall, ToHubThread } from './run-hub.ts';

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: ChatError) => void;
}

/** Calls of a hub's methods from another thread. None hangs: those that wait when the thread ends are rejected. */
export class HubCalls {
  readonly #tell: (message: ToHubThread) => void;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #lost: ChatError | undefined;

  constructor(tell: (message: ToHubThread) => void) {
    this.#tell = tell;
  }

  /** Calls a method and resolves to what it returns. @throws ChatError as it does, or `ERR_CHAT_HUB_GONE`. */
  call<M extends HubCall>(method: M, ...args: Parameters<Hub[M]>): Promise<ReturnType<Hub[M]>> {
    return new Promise((resolve, reject) => {
      if (this.#lost) return reject(this.#lost);
      this.#lastId += 1;
      this.#waiting.set(this.#lastId, {
        resolve: (value) => resolve(value as ReturnType<Hub[M]>),
        reject,
      });
      this.#tell({ type: 'call', id: this.#lastId, method, args });
    });
  }

  /** An answer has come. */
  settle(answer: FromHubThread & { type: 'result' | 'error' }): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.type === 'result') waiting?.resolve(answer.value);
    else waiting?.reject(new ChatError(answer.code as ChatErrorCode, answer.message));
  }

  /** The thread has ended; nothing will be answered any more. */
  lose(error: ChatError): void {
    this.#lost = error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
