import { asClientError, ClientError } from '../errors.ts';
import { flatten, type Incoming, isBatch, sizeOfIncoming } from './batches.ts';
import { type IrcMessage, message, withTag } from './message.ts';
import { Budget } from './budget.ts';

interface Pending {
  /** Undefined where nothing is asked, but only waited for. */
  readonly question: IrcMessage | undefined;
  readonly answers: Incoming[];
  readonly budget: Budget;
  readonly settle: (outcome: readonly Incoming[] | ClientError) => void;
}

/** What answers a question for history: what was said, or with whom. */
const historyBatches = new Set(['chathistory', 'draft/chathistory-targets']);

/** An answer never takes more memory, in bytes. */
const maxBytes = 32 * 1_048_576;
/** So many questions without an answer are remembered. */
const maxPending = 1000;

/** Options of {@link Requests}. */
interface RequestsOptions {
  readonly labels: boolean;
  readonly timeoutMs: number;
  /** Whether nothing is read at the moment, so that no answer can come. */
  readonly isPaused?: () => boolean;
}

/**
 * Finds the answers to what was asked: by label (IRCv3 labeled-response), or where the server has no labels by a PING
 * behind the question, before whose PONG everything has come that answers it, with whatever else came meanwhile.
 */
export class Requests {
  readonly #send: (message: IrcMessage) => void;
  readonly #labels: boolean;
  readonly #timeoutMs: number;
  readonly #isPaused: () => boolean;
  readonly #labelled = new Map<string, Pending>();
  readonly #barriers = new Map<string, Pending>();
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
   * Sends a message and resolves to its answers.
   *
   * Rejects with `ERR_CLIENT_TIMEOUT`, or with why the connection ended.
   */
  ask(question: IrcMessage): Promise<readonly Incoming[]> {
    this.#count += 1;
    const name = `tl${this.#count}`;
    if (this.#labels) {
      const send = (): void => this.#send(withTag(question, 'label', name));
      return this.#wait(this.#labelled, name, question, send);
    }
    return this.#wait(this.#barriers, name, question, () => {
      this.#send(question);
      this.#send(message('PING', name));
    });
  }

  /** Resolves when the server has worked off everything that was sent before. */
  async settled(): Promise<void> {
    this.#count += 1;
    const name = `tl${this.#count}`;
    const send = (): void => this.#send(message('PING', name));
    await this.#wait(this.#barriers, name, undefined, send);
  }

  /**
   * Takes what came; true if it answers a question and is nothing else.
   *
   * @throws {ClientError} `ERR_CLIENT_OVERFLOW` if an answer is too long
   */
  take(incoming: Incoming): boolean {
    const label = isBatch(incoming) ? incoming.label : incoming.tags.get('label');
    const pending = label === undefined ? undefined : this.#labelled.get(label);
    if (label !== undefined && pending !== undefined) {
      this.#labelled.delete(label);
      pending.settle(
        isBatch(incoming) && incoming.type === 'labeled-response' ? incoming.items : [incoming],
      );
      return true;
    }
    return this.#takeUnlabelled(incoming);
  }

  #takeUnlabelled(incoming: Incoming): boolean {
    if (this.#barriers.size === 0) return false;
    const token =
      isBatch(incoming) || incoming.command !== 'PONG' ? undefined : incoming.params.at(-1);
    if (token !== undefined) {
      const pending = this.#barriers.get(token);
      this.#barriers.delete(token);
      pending?.settle(pending.answers);
      return pending !== undefined;
    }
    const [first] = this.#barriers.values();
    if (first?.question !== undefined) {
      first.budget.take(sizeOfIncoming(incoming));
      first.answers.push(incoming);
    }
    const { question } = first ?? {};
    if (question === undefined) return false;
    return isBatch(incoming)
      ? question.command === 'CHATHISTORY' && historyBatches.has(incoming.type)
      : isAnswer(question, incoming);
  }

  /** Ends every question: the connection is over. */
  fail(why: ClientError): void {
    for (const pending of [...this.#labelled.values(), ...this.#barriers.values()]) {
      pending.settle(why);
    }
    this.#labelled.clear();
    this.#barriers.clear();
  }

  #wait(
    among: Map<string, Pending>,
    name: string,
    question: IrcMessage | undefined,
    send: () => void,
  ): Promise<readonly Incoming[]> {
    return new Promise((resolve, reject) => {
      const timeOut = (): void => {
        if (this.#isPaused()) return void (timer = setTimeout(timeOut, this.#timeoutMs));
        // The entry stays, so that a late answer is known as one.
        const seconds = this.#timeoutMs / 1000;
        reject(new ClientError('ERR_CLIENT_TIMEOUT', `No answer from the server in ${seconds} s`));
      };
      let timer = setTimeout(timeOut, this.#timeoutMs);
      const settle: Pending['settle'] = (outcome) => {
        clearTimeout(timer);
        if (outcome instanceof ClientError) reject(outcome);
        else resolve(outcome);
      };
      among.set(name, { question, answers: [], budget: new Budget(maxBytes, 'an answer'), settle });
      for (const oldest of among.keys()) {
        if (among.size <= maxPending) break;
        among.delete(oldest);
      }
      try {
        send();
      } catch (error) {
        clearTimeout(timer);
        among.delete(name);
        reject(asClientError(error, 'ERR_CLIENT_INVALID'));
      }
    });
  }
}

/** Whether a message answers a question, as far as it can be told without labels. */
export function isAnswer(question: IrcMessage, { command, params }: IrcMessage): boolean {
  if (command === 'FAIL') return params[0]?.toUpperCase() === question.command;
  if (/^[123]\d\d$/.test(command)) return true;
  // An error names what it is about: the command, or what that was for.
  const about = [question.command, ...question.params].map((word) => word.toLowerCase());
  const named = params.slice(1, -1).map((word) => word.toLowerCase());
  return /^[45]\d\d$/.test(command) && named.some((word) => about.includes(word));
}

/** The messages of answers, those in batches too. */
export function messagesOf(answers: readonly Incoming[]): IrcMessage[] {
  return answers.flatMap(flatten);
}
