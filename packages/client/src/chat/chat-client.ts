import { EventEmitter } from 'node:events';
import { ClientError } from '../errors.ts';
import { type IrcMessage, message } from '../irc/message.ts';
import { ask, askNames, askRooms, askToken, askWhois, type RoomInfo, type Whois } from './asks.ts';
import type { ChatMessage } from './chat-message.ts';
import type { ClientOptions } from './client-options.ts';
import { composeLines } from './compose.ts';
import type { ChatEvents, TokenEvent } from './events.ts';
import { fetchHistory, type HistoryQuery, searchHistory } from './history.ts';
import type { Link } from './link.ts';
import { type MessagesOptions, MessageQueue } from './message-queue.ts';
import type { Member } from './rooms.ts';
import { Session } from './session.ts';

/** What became of something that was sent. */
export interface Sent {
  /** The server's id of each line it took; empty where it gives none. */
  readonly ids: readonly string[];
}

/**
 * A chat client that stays connected: a lost connection is made again, and what was missed is told. Made by `connect()`.
 * Whoever listens right behind `await connect()` misses nothing.
 */
export class ChatClient extends EventEmitter<ChatEvents> implements AsyncIterable<ChatMessage> {
  readonly #session: Session;
  readonly #queues = new Set<MessageQueue<ChatMessage>>();

  /** Use `connect()`. */
  constructor(options: ClientOptions) {
    super();
    this.#session = new Session(options, (event, ...args) => this.#tell(event, args));
  }

  /** @internal Takes over a first connection; called by `connect()`. */
  begin(link: Link): this {
    this.#session.begin(link);
    return this;
  }

  /** @internal Opens the first connection; called by `connect()`. */
  open(options: ClientOptions): Promise<Link> {
    return this.#session.open(options);
  }

  /** The name the server calls us by. */
  get name(): string {
    return this.#session.viewer.name;
  }

  /** Whether a connection stands at the moment. */
  get connected(): boolean {
    return this.#session.keeper.link !== undefined;
  }

  /** The capabilities agreed on with the server, in the order of the alphabet. */
  get capabilities(): readonly string[] {
    return this.#session.keeper.link?.welcome.capabilities.enabled ?? [];
  }

  /** The rooms we are in, in the order they were entered. */
  get rooms(): readonly string[] {
    return this.#session.rooms.names;
  }

  /** Who is in a room, as far as it is known without asking. Empty if we aren't in it. */
  members(room: string): readonly Member[] {
    return this.#session.rooms.members(room);
  }

  /** A room's topic, '' if it has none; undefined if we aren't in it. */
  topic(room: string): string | undefined {
    return this.#session.rooms.topic(room);
  }

  /** Whether a target is a room, by the marks this server begins their names with. */
  isRoom(target: string): boolean {
    return this.#session.viewer.isupport.isRoom(target);
  }

  /** Whether two names mean the same, to this server. */
  isSame(one: string, other: string): boolean {
    const { isupport } = this.#session.viewer;
    return isupport.fold(one) === isupport.fold(other);
  }

  /**
   * Says something in a room, or to somebody alone. A text too long for one line goes as several, split between words.
   * Waits for a connection if there is none.
   *
   * Resolves when the server has confirmed it by its echo; where it can't, when it is handed over to the connection.
   * Rejects with `ERR_CLIENT_REFUSED`, `ERR_CLIENT_LOST`, `ERR_CLIENT_BUSY`, `ERR_CLIENT_INVALID`, `ERR_CLIENT_CLOSED`.
   */
  async send(target: string, text: string): Promise<Sent> {
    return await this.#say(target, text, 'message');
  }

  /** As {@link send}, for a `/me`. */
  async action(target: string, text: string): Promise<Sent> {
    return await this.#say(target, text, 'action');
  }

  /** As {@link send}, for what no program may answer. */
  async notice(target: string, text: string): Promise<Sent> {
    return await this.#say(target, text, 'notice');
  }

  /**
   * Enters a room; it is entered again after a reconnect, with its key, and one that refuses then is told as `part`. Rejects
   * if the server refuses.
   */
  async join(room: string, key?: string): Promise<void> {
    await this.#session.join(room, key);
  }

  /** Leaves a room. */
  async part(room: string, reason?: string): Promise<void> {
    const words = reason === undefined ? [room] : [room, reason];
    await this.#ask(message('PART', ...words));
  }

  /** Sets a room's topic. */
  async setTopic(room: string, topic: string): Promise<void> {
    await this.#ask(message('TOPIC', room, topic));
  }

  /** Tells others that we are away, and why, over reconnects too; without a reason, that we are back. */
  async away(reason = ''): Promise<void> {
    await this.#session.away(reason);
  }

  /**
   * A part of a conversation's history, oldest first; no message event comes of it.
   *
   * Rejects with `ERR_CLIENT_UNSUPPORTED` where the server gives none.
   */
  async history(target: string, query: HistoryQuery = {}): Promise<ChatMessage[]> {
    const link = await this.#session.keeper.linked();
    return await fetchHistory(link, target, query, this.#session.viewer);
  }

  /** Messages of a room that have some words. Rejects with `ERR_CLIENT_UNSUPPORTED` where the server can't search. */
  async search(room: string, words: string): Promise<ChatMessage[]> {
    const link = await this.#session.keeper.linked();
    return await searchHistory(link, room, words, this.#session.viewer);
  }

  /** Asks who is in a room, one we aren't in too if the server tells. */
  async names(room: string): Promise<Member[]> {
    return await askNames(await this.#session.keeper.linked(), room);
  }

  /** Asks what rooms there are. */
  async list(): Promise<RoomInfo[]> {
    return await askRooms(await this.#session.keeper.linked());
  }

  /** Asks the server about somebody. Rejects if it knows nobody of the name. */
  async whois(name: string): Promise<Whois> {
    return await askWhois(await this.#session.keeper.linked(), name);
  }

  /** A session token, to log in with in place of the password; where the server gives any. */
  async requestToken(): Promise<TokenEvent> {
    return await askToken(await this.#session.keeper.linked());
  }

  /**
   * Changes the account's password, where the server can (`PASSWD`, as a threadline chat). All session tokens of the account
   * end with the old one; with `wantToken` another is asked for.
   *
   * Rejects with `ERR_CLIENT_REFUSED` if the old one is wrong or the new one won't do, with `ERR_CLIENT_UNSUPPORTED` where
   * the server can't, with `ERR_CLIENT_INVALID` if both together are longer than 370 bytes.
   */
  async changePassword(oldPassword: string, newPassword: string): Promise<void> {
    await this.#session.changePassword(oldPassword, newPassword);
  }

  /** Sends any command, and resolves to the messages that answer it. Rejects if it is refused. */
  async command(command: string, ...params: readonly string[]): Promise<IrcMessage[]> {
    return await this.#ask(message(command.toUpperCase(), ...params));
  }

  /** Resolves when all is at rest: rooms entered, what was missed told, what was sent worked off by the server. */
  async settled(): Promise<void> {
    await this.#session.settled();
  }

  /** The messages from now on, for `for await`. The iteration ends with the client; if that ended with an error, so does it. */
  messages({ maxWaiting = 1000 }: MessagesOptions = {}): MessageQueue<ChatMessage> {
    const queue: MessageQueue<ChatMessage> = new MessageQueue({
      maxWaiting,
      onReturn: () => this.#queues.delete(queue),
    });
    if (this.#session.closed) queue.end();
    else this.#queues.add(queue);
    return queue;
  }

  /** As {@link messages}, with its defaults. */
  [Symbol.asyncIterator](): MessageQueue<ChatMessage> {
    return this.messages();
  }

  /** Reads nothing more from the server until {@link resume}, for a caller that can't take more events; questions wait. */
  pause(): void {
    this.#session.keeper.pause();
  }

  /** Reads on after {@link pause}. */
  resume(): void {
    this.#session.keeper.resume();
  }

  /** Says goodbye and closes, as soon as the server has let us go, after 2 s at the latest. Idempotent. */
  async close(reason?: string): Promise<void> {
    await this.#session.close(reason);
  }

  /** Closes now. */
  terminate(): void {
    this.#session.keeper.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #say(target: string, text: string, kind: ChatMessage['kind']): Promise<Sent> {
    const lines = composeLines(target, text, kind, this.name);
    if (lines.length === 0) throw new ClientError('ERR_CLIENT_INVALID', 'There is nothing to send');
    const ids = await Promise.all(lines.map((line) => this.#session.outbox.send(line)));
    return { ids: ids.filter((id) => id !== undefined) };
  }

  async #ask(question: IrcMessage): Promise<IrcMessage[]> {
    return await ask(await this.#session.keeper.linked(), question);
  }

  #tell<Name extends keyof ChatEvents>(event: Name, args: ChatEvents[Name]): void {
    if (event === 'message') {
      for (const queue of this.#queues) queue.push(args[0] as ChatMessage);
    }
    if (event === 'close') {
      for (const queue of this.#queues) queue.end(args[0] as ClientError | undefined);
      this.#queues.clear();
    }
    (this as EventEmitter).emit(event, ...args);
  }
}
