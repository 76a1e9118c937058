import { codeOf } from '../../../../common/thrown.ts';
import { ClientError } from '../errors.ts';
import { message } from '../irc/message.ts';
import { firstRefusal } from '../irc/reply.ts';
import { messagesOf } from '../irc/requests.ts';
import { plainText } from '../text/plain-text.ts';
import type { ChatMessage } from './chat-message.ts';
import type { Link } from './link.ts';

/** One line to send. */
interface Job {
  readonly command: 'PRIVMSG' | 'NOTICE';
  readonly target: string;
  readonly body: string;
  /** What the history shows of it. */
  readonly shown: Pick<ChatMessage, 'kind' | 'text'>;
  readonly resolve: (id: string | undefined) => void;
  readonly reject: (why: ClientError) => void;
}

/** A line to send, without what the outbox adds. */
export type Outgoing = Pick<Job, 'command' | 'target' | 'body' | 'shown'>;

/** So many lines are under way before the first is confirmed: the server sets the pace. */
const maxUnderWay = 16;
const maxWaiting = 10_000;

/**
 * What is to be said, in order. Lines wait while there is no connection. Those under way when one is lost are in doubt: what
 * the history of their room then shows has arrived, and the others are sent again.
 */
export class Outbox {
  readonly #fold: (name: string) => string;
  readonly #waiting: Job[] = [];
  readonly #underWay = new Set<Job>();
  /** What was given out by {@link send} and is not settled. */
  readonly #unsettled = new Set<Promise<unknown>>();
  #inDoubt: Job[] = [];
  #link: Link | undefined;
  #closed: ClientError | undefined;

  /** @param fold the form of a name in which two that mean one are the same */
  constructor(fold: (name: string) => string) {
    this.#fold = fold;
  }

  /** Sends a line in its turn; resolves to its id where the server tells, when it is confirmed or can't be. */
  send(outgoing: Outgoing): Promise<string | undefined> {
    const sent = new Promise<string | undefined>((resolve, reject) => {
      if (this.#closed !== undefined) reject(this.#closed);
      else if (this.#waiting.length >= maxWaiting) {
        reject(new ClientError('ERR_CLIENT_BUSY', `${maxWaiting} lines wait to be sent`));
      } else {
        this.#waiting.push({ ...outgoing, resolve, reject });
        this.#pump();
      }
    });
    const settled = (): boolean => this.#unsettled.delete(sent);
    this.#unsettled.add(sent);
    sent.then(settled, settled);
    return sent;
  }

  /** Resolves when it is known what became of every line given so far, over reconnects. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#unsettled);
  }

  /** A connection stands, and what was missed is told: lines go out again, those in doubt first. */
  open(link: Link): void {
    this.#link = link;
    this.#waiting.unshift(...this.#inDoubt.splice(0));
    this.#pump();
  }

  /** The connection is lost. */
  pause(): void {
    this.#link = undefined;
  }

  /** An own message came out of the history: a line in doubt that says the same has arrived. */
  arrived({ conversation, kind, text, id }: ChatMessage): void {
    const key = this.#fold(conversation);
    const at = this.#inDoubt.findIndex(
      ({ target, shown }) =>
        this.#fold(target) === key && shown.kind === kind && same(shown.text, text),
    );
    if (at !== -1) this.#inDoubt.splice(at, 1)[0]?.resolve(id);
  }

  /** The history can't tell what became of the lines to a target: neither are they lost for sure, nor sent. */
  giveUpDoubtful(isKnown: (target: string) => boolean): void {
    const [keep, given] = [
      this.#inDoubt.filter(({ target }) => isKnown(target)),
      this.#inDoubt.filter(({ target }) => !isKnown(target)),
    ];
    this.#inDoubt = keep;
    for (const job of given) job.reject(unconfirmed());
  }

  /** Ends it: nothing is sent any more. */
  close(why: ClientError): void {
    this.#closed = why;
    this.#link = undefined;
    for (const job of this.#inDoubt.splice(0)) job.reject(unconfirmed());
    for (const job of this.#waiting.splice(0)) job.reject(why);
  }

  #pump(): void {
    const link = this.#link;
    if (link === undefined) return;
    while (this.#underWay.size < maxUnderWay && !link.over) {
      const job = this.#waiting.shift();
      if (job === undefined) return;
      if (link.confirms) void this.#confirm(link, job);
      else this.#post(link, job);
    }
  }

  #post(link: Link, { command, target, body, resolve, reject }: Job): void {
    try {
      link.send(message(command, target, body));
      resolve(undefined);
    } catch (error) {
      reject(error as ClientError);
    }
  }

  async #confirm(link: Link, job: Job): Promise<void> {
    this.#underWay.add(job);
    try {
      const answers = messagesOf(await link.ask(message(job.command, job.target, job.body)));
      const reply = firstRefusal(answers);
      if (reply !== undefined) {
        job.reject(new ClientError('ERR_CLIENT_REFUSED', reply.text, { reply }));
      } else job.resolve(answers.find(({ command }) => command === job.command)?.tags.get('msgid'));
    } catch (error) {
      if (codeOf(error) === 'ERR_CLIENT_LOST' && this.#closed === undefined)
        this.#inDoubt.push(job);
      else job.reject(error as ClientError);
    }
    this.#underWay.delete(job);
    this.#pump();
  }
}

/** A server may take out what is not fit for a screen. */
function same(one: string, other: string): boolean {
  return one === other || plainText(one).trim() === plainText(other).trim();
}

function unconfirmed(): ClientError {
  return new ClientError(
    'ERR_CLIENT_LOST',
    'The connection was lost before the server confirmed it: it may have arrived or not',
  );
}
