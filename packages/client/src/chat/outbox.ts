import { codeOf } from '../../../../common/thrown.ts';
import type { Connection } from '../connection/connection.ts';
import { messagesOf } from '../connection/requests.ts';
import { ClientError } from '../errors.ts';
import { createMessage, isTargetName, maxLineBytes } from '../irc/message.ts';
import { firstRefusal } from '../irc/replies.ts';
import { actionBytes, formatAction, minPieceBytes, plainText, splitText } from '../irc/text.ts';
import type { ChatMessage } from '../rooms/chat-message.ts';
import type { ClientState } from '../rooms/rooms.ts';

/** A line to send. */
interface OutgoingLine {
  readonly command: 'PRIVMSG' | 'NOTICE';
  readonly target: string;
  readonly body: string;
  /** The line as the history shows it. */
  readonly shown: Pick<ChatMessage, 'kind' | 'text'>;
}

interface QueuedLine extends OutgoingLine {
  readonly resolve: (id: string | undefined) => void;
  readonly reject: (reason: ClientError) => void;
}

/** Maximum number of lines sent but not yet confirmed. */
const maxUnconfirmed = 16;
const maxQueued = 10_000;

/**
 * Sends messages in order. Lines wait while there is no connection. If the connection is lost before a line is confirmed,
 * the history of its room shows whether it arrived; if not, it is sent again.
 */
export class Outbox {
  readonly #state: ClientState;
  readonly #queue: QueuedLine[] = [];
  readonly #unconfirmed = new Set<QueuedLine>();
  /** Lines that were unconfirmed when the connection was lost. */
  #uncertain: QueuedLine[] = [];
  /** Every promise of `#enqueue()` that is not settled. */
  readonly #unsettled = new Set<Promise<unknown>>();
  #connection: Connection | undefined;
  #closed: ClientError | undefined;

  constructor(state: ClientState) {
    this.#state = state;
  }

  /**
   * Sends a text, split into as many lines as necessary. Resolves to the ids of the lines, where the server has ids, once
   * they are confirmed or cannot be.
   */
  async send(target: string, text: string, kind: ChatMessage['kind']): Promise<string[]> {
    const lines = splitIntoLines(target, text, kind, this.#state.name);
    if (lines.length === 0) throw new ClientError('ERR_CLIENT_INVALID', 'There is nothing to send');
    const ids = await Promise.all(lines.map((line) => this.#enqueue(line)));
    return ids.filter((id) => id !== undefined);
  }

  /** Resolves when every line accepted so far is confirmed or has failed. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#unsettled);
  }

  /** Starts sending on a new connection, on which everything missed has been fetched. */
  resume(connection: Connection): void {
    this.#connection = connection;
    this.#queue.unshift(...this.#uncertain.splice(0));
    this.#sendQueued();
  }

  /** Handles a message of our own from the server: an uncertain line with the same text has arrived. */
  confirmArrival({ conversation, kind, text, id }: ChatMessage): void {
    const key = this.#state.fold(conversation);
    const index = this.#uncertain.findIndex(
      ({ target, shown }) =>
        this.#state.fold(target) === key && shown.kind === kind && isSameText(shown.text, text),
    );
    if (index !== -1) this.#uncertain.splice(index, 1)[0]?.resolve(id);
  }

  /** Rejects the uncertain lines whose arrival cannot be verified, as the history of their target is incomplete. */
  rejectUnverifiable(isVerifiable: (target: string) => boolean): void {
    const uncertain = this.#uncertain;
    this.#uncertain = uncertain.filter(({ target }) => isVerifiable(target));
    for (const line of uncertain) {
      if (!isVerifiable(line.target)) line.reject(unconfirmedError());
    }
  }

  /** Rejects all lines that have not been sent. */
  close(reason: ClientError): void {
    this.#closed = reason;
    this.#connection = undefined;
    for (const line of this.#uncertain.splice(0)) line.reject(unconfirmedError());
    for (const line of this.#queue.splice(0)) line.reject(reason);
  }

  #enqueue(line: OutgoingLine): Promise<string | undefined> {
    const sent = new Promise<string | undefined>((resolve, reject) => {
      if (this.#closed !== undefined) reject(this.#closed);
      else if (this.#queue.length >= maxQueued) {
        reject(new ClientError('ERR_CLIENT_BUSY', `${maxQueued} lines are waiting to be sent`));
      } else {
        this.#queue.push({ ...line, resolve, reject });
        this.#sendQueued();
      }
    });
    const settled = (): boolean => this.#unsettled.delete(sent);
    this.#unsettled.add(sent);
    sent.then(settled, settled);
    return sent;
  }

  #sendQueued(): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    while (this.#unconfirmed.size < maxUnconfirmed && !connection.ended) {
      const line = this.#queue.shift();
      if (line === undefined) return;
      if (connection.confirms) void this.#sendConfirmed(connection, line);
      else this.#sendUnconfirmed(connection, line);
    }
  }

  #sendUnconfirmed(connection: Connection, line: QueuedLine): void {
    try {
      connection.send(createMessage(line.command, line.target, line.body));
      line.resolve(undefined);
    } catch (error) {
      line.reject(error as ClientError);
    }
  }

  async #sendConfirmed(connection: Connection, line: QueuedLine): Promise<void> {
    const { command, target, body } = line;
    this.#unconfirmed.add(line);
    try {
      const responses = messagesOf(await connection.request(createMessage(command, target, body)));
      const reply = firstRefusal(responses);
      if (reply !== undefined) {
        line.reject(new ClientError('ERR_CLIENT_REFUSED', reply.text, { reply }));
      } else {
        const echo = responses.find((response) => response.command === command);
        line.resolve(echo?.tags.get('msgid'));
      }
    } catch (error) {
      const isLost = codeOf(error) === 'ERR_CLIENT_LOST' && this.#closed === undefined;
      if (isLost) this.#uncertain.push(line);
      else line.reject(error as ClientError);
    }
    this.#unconfirmed.delete(line);
    this.#sendQueued();
  }
}

/** Maximum bytes of `!user@host`, which the server adds to our name. */
const maxUserHostBytes = 76;

/** Splits a text into lines that the server can pass on with our name in front. */
function splitIntoLines(
  target: string,
  text: string,
  kind: ChatMessage['kind'],
  name: string,
): OutgoingLine[] {
  if (!isTargetName(target) || Buffer.byteLength(target) > 200) {
    const problem = 'The target is not a valid name of a room or person';
    throw new ClientError('ERR_CLIENT_INVALID', problem);
  }
  const command = kind === 'notice' ? 'NOTICE' : 'PRIVMSG';
  const prefixBytes = Buffer.byteLength(`:${name} ${command} ${target} :`) + maxUserHostBytes;
  const maxBytes = maxLineBytes - 2 - prefixBytes - (kind === 'action' ? actionBytes : 0);
  if (maxBytes < minPieceBytes) {
    throw new ClientError('ERR_CLIENT_INVALID', 'Our name and the target leave no room for text');
  }
  return splitText(text.replaceAll('\0', ''), maxBytes).map((piece) => ({
    command,
    target,
    body: kind === 'action' ? formatAction(piece) : piece,
    shown: { kind, text: piece },
  }));
}

/** A server may remove control characters. */
function isSameText(one: string, other: string): boolean {
  return one === other || plainText(one).trim() === plainText(other).trim();
}

function unconfirmedError(): ClientError {
  return new ClientError(
    'ERR_CLIENT_LOST',
    'The connection was lost before the server confirmed the message: it may have arrived or not',
  );
}
