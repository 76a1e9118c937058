import { asClientError, ClientError } from '../errors.ts';
import { flatten, type Incoming, incomingSize, isBatch } from '../irc/batches.ts';
import { Budget } from '../irc/budget.ts';
import { createMessage, type IrcMessage, withTag } from '../irc/message.ts';
import { isResponseTo } from '../irc/replies.ts';

interface PendingRequest {
  /** Undefined for a bare PING that nothing was requested before. */
  readonly request: IrcMessage | undefined;
  readonly responses: Incoming[];
  readonly budget: Budget;
  readonly settle: (outcome: readonly Incoming[] | ClientError) => void;
}

/** Batches that respond to CHATHISTORY: messages, or names of conversations. */
const historyBatches = new Set(['chathistory', 'draft/chathistory-targets']);

/** Memory limit for one response, in bytes. */
const maxResponseBytes = 32 * 1_048_576;
/** Beyond this many unanswered requests the oldest are forgotten. */
const maxPending = 1000;

/** Options of {@link Requests}. */
interface RequestsOptions {
  /** Whether the server supports labels. */
  readonly labels: boolean;
  readonly timeoutMs: number;
  /** Whether reading is paused, so that no response can arrive. */
  readonly isPaused?: () => boolean;
}

/**
 * Matches responses to requests: by label (IRCv3 labeled-response), or on a server without labels by a PING sent after each
 * request. Everything that arrives before its PONG may be part of the response.
 */
export class Requests {
  readonly #send: (message: IrcMessage) => void;
  readonly #labels: boolean;
  readonly #timeoutMs: number;
  readonly #isPaused: () => boolean;
  readonly #byLabel = new Map<string, PendingRequest>();
  readonly #byPing = new Map<string, PendingRequest>();
  #count = 0;

  constructor(
    send: (message: IrcMessage) => void,
    { labels, timeoutMs, isPaused = () => false }: RequestsOptions,
  ) {
    this.#send = send;
    this.#labels = labels;
    this.#timeoutMs = timeoutMs;
    this.#isPaused = isPaused;
  }

  /**
   * Sends a request and resolves to its responses.
   *
   * Rejects with `ERR_CLIENT_TIMEOUT`, or with the reason why the connection ended.
   */
  request(request: IrcMessage): Promise<readonly Incoming[]> {
    const id = this.#nextId();
    if (this.#labels) {
      const send = (): void => this.#send(withTag(request, 'label', id));
      return this.#wait(this.#byLabel, id, request, send);
    }
    return this.#wait(this.#byPing, id, request, () => {
      this.#send(request);
      this.#send(createMessage('PING', id));
    });
  }

  /** Resolves when the server has processed everything sent before. */
  async settled(): Promise<void> {
    const id = this.#nextId();
    const send = (): void => this.#send(createMessage('PING', id));
    await this.#wait(this.#byPing, id, undefined, send);
  }

  /**
   * Handles what was received; returns true if it was only a response to a request.
   *
   * @throws {ClientError} `ERR_CLIENT_OVERFLOW` if a response is too long
   */
  handle(incoming: Incoming): boolean {
    const label = isBatch(incoming) ? incoming.label : incoming.tags.get('label');
    const pending = label === undefined ? undefined : this.#byLabel.get(label);
    if (label !== undefined && pending !== undefined) {
      this.#byLabel.delete(label);
      pending.settle(
        isBatch(incoming) && incoming.type === 'labeled-response' ? incoming.items : [incoming],
      );
      return true;
    }
    return this.#byPing.size > 0 && this.#handleUnlabelled(incoming);
  }

  #handleUnlabelled(incoming: Incoming): boolean {
    const token =
      isBatch(incoming) || incoming.command !== 'PONG' ? undefined : incoming.params.at(-1);
    if (token !== undefined) {
      const pending = this.#byPing.get(token);
      this.#byPing.delete(token);
      pending?.settle(pending.responses);
      return pending !== undefined;
    }
    const [oldest] = this.#byPing.values();
    if (oldest?.request === undefined) return false;
    oldest.budget.reserve(incomingSize(incoming));
    oldest.responses.push(incoming);
    return isBatch(incoming)
      ? oldest.request.command === 'CHATHISTORY' && historyBatches.has(incoming.type)
      : isResponseTo(oldest.request, incoming);
  }

  /** Rejects all pending requests: the connection has ended. */
  fail(reason: ClientError): void {
    for (const pending of [...this.#byLabel.values(), ...this.#byPing.values()]) {
      pending.settle(reason);
    }
    this.#byLabel.clear();
    this.#byPing.clear();
  }

  #nextId(): string {
    this.#count += 1;
    return `tl${this.#count}`;
  }

  #wait(
    pendings: Map<string, PendingRequest>,
    id: string,
    request: IrcMessage | undefined,
    send: () => void,
  ): Promise<readonly Incoming[]> {
    return new Promise((resolve, reject) => {
      const timeOut = (): void => {
        if (this.#isPaused()) return void (timer = setTimeout(timeOut, this.#timeoutMs));
        // The entry stays, so that a late response is still recognized.
        const seconds = this.#timeoutMs / 1000;
        const problem = `No response from the server within ${seconds} s`;
        reject(new ClientError('ERR_CLIENT_TIMEOUT', problem));
      };
      let timer = setTimeout(timeOut, this.#timeoutMs);
      const settle: PendingRequest['settle'] = (outcome) => {
        clearTimeout(timer);
        if (outcome instanceof ClientError) reject(outcome);
        else resolve(outcome);
      };
      const budget = new Budget(maxResponseBytes, 'a response');
      pendings.set(id, { request, responses: [], budget, settle });
      for (const oldest of pendings.keys()) {
        if (pendings.size <= maxPending) break;
        pendings.delete(oldest);
      }
      try {
        send();
      } catch (error) {
        clearTimeout(timer);
        pendings.delete(id);
        reject(asClientError(error, 'ERR_CLIENT_INVALID'));
      }
    });
  }
}

/** All messages of the responses, including those in batches. */
export function messagesOf(responses: readonly Incoming[]): IrcMessage[] {
  return responses.flatMap(flatten);
}
