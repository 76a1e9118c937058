import type { MessagePort } from 'node:worker_threads';
import type { EnterRequest } from '../../src/protocol/enter-request.ts';
import type { Request } from '../../src/protocol/requests.ts';
import { decodeBatch, type HubEvent } from '../../src/protocol/events.ts';
import type { Action, FromHub, ToHub } from '../../src/protocol/messages.ts';

/** A minimal client thread that sends turns and collects batches. */
export class Thread {
  readonly port: MessagePort;
  readonly batches: FromHub[] = [];
  readonly events: HubEvent[] = [];
  #lastId = 0;
  #wake: () => void = () => {};
  closed = false;

  constructor(port: MessagePort) {
    this.port = port;
    port.on('message', (batch: FromHub) => {
      this.batches.push(batch);
      this.events.push(...decodeBatch(batch.events));
      this.#wake();
    });
    port.on('close', () => ((this.closed = true), this.#wake()));
  }

  turn(...actions: Action[]): void {
    this.port.postMessage({
      type: 'turn',
      seen: this.batches.at(-1)?.number ?? 0,
      actions,
    } satisfies ToHub);
  }

  request(request: Request): Promise<HubEvent & { type: 'response' | 'failed' }> {
    this.#lastId += 1;
    const id = this.#lastId;
    this.turn({ type: 'request', id, request: request });
    return this.find(
      (event) => (event.type === 'response' || event.type === 'failed') && event.id === id,
    ) as Promise<HubEvent & { type: 'response' | 'failed' }>;
  }

  async enter(account: string, more: Partial<EnterRequest> = {}): Promise<number> {
    const answer = await this.request(enterRequest(account, more));
    if (answer.type === 'failed') throw Object.assign(new Error(answer.message), answer);
    return (answer.value as { session: number }).session;
  }

  async find(wanted: (event: HubEvent) => boolean): Promise<HubEvent> {
    for (;;) {
      const found = this.events.find(wanted);
      if (found) return found;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async gone(): Promise<void> {
    while (!this.closed) await new Promise<void>((resolve) => (this.#wake = resolve));
  }
}

/** Returns the login request of an authenticated client. */
export function enterRequest(
  account: string,
  more: Partial<EnterRequest> = {},
): EnterRequest & Request {
  return {
    type: 'enter',
    account,
    roles: [],
    address: '10.0.0.1',
    connectionId: 1,
    dialect: 'text',
    by: 'password',
    ...more,
  };
}

/** Returns the action that posts a message in a room. */
export function post(session: number, text: string, room = 'lobby'): Action {
  return { type: 'post', session, room, kind: 'message', text };
}

/** Returns true if the event is a message. */
export const isSaid = (text: string) => (event: HubEvent) =>
  event.type === 'message' && event.text === text;
