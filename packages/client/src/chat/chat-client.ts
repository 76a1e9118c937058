import { EventEmitter } from 'node:events';
import { checkOptions, type ClientOptions } from '../connection/client-options.ts';
import { Connection } from '../connection/connection.ts';
import { asClientError, type ClientError, throwUncaught } from '../errors.ts';
import { fetchHistory, type HistoryQuery, searchHistory } from '../history/history.ts';
import type { IrcMessage } from '../irc/message.ts';
import type { ChatMessage } from '../rooms/chat-message.ts';
import type { ChatEvents, TokenEvent } from '../rooms/events.ts';
import * as queries from '../rooms/queries.ts';
import type { RoomInfo, Whois } from '../rooms/queries.ts';
import type { Member } from '../rooms/rooms.ts';
import { MessageQueue, type MessagesOptions } from './message-queue.ts';
import { Session } from './session.ts';

/**
 * Connects and logs in. No event is emitted before the next turn of the event loop, so that listeners added right after
 * `await connect()` miss nothing.
 *
 * @throws {ClientError} if the server cannot be reached or verified, or refuses the login
 * @throws {TypeError | RangeError} for invalid options
 */
export async function connect(options: ClientOptions): Promise<ChatClient> {
  checkOptions(options);
  return new ChatClient(options, await Connection.open(options));
}

/** The result of sending a message. */
export interface Sent {
  /** The server's id of each line that was sent; empty if the server has no ids. */
  readonly ids: readonly string[];
}

/** A chat client that reconnects after the connection is lost, and then fetches the messages it missed. */
export class ChatClient extends EventEmitter<ChatEvents> implements AsyncIterable<ChatMessage> {
  readonly #session: Session;
  readonly #queues = new Set<MessageQueue<ChatMessage>>();
  #listenerThrew = false;
  #closed = false;

  /** @internal Use `connect()`. */
  constructor(options: ClientOptions, connection: Connection) {
    super();
    this.#session = new Session(options, connection, (event, ...args) => this.#emit(event, args));
  }

  /** The name of this client in the chat. */
  get name(): string {
    return this.#session.state.name;
  }

  /** Whether there is a connection at the moment. */
  get connected(): boolean {
    return this.#session.connection !== undefined;
  }

  /** The IRCv3 capabilities enabled on the connection, sorted. */
  get capabilities(): readonly string[] {
    return this.#session.connection?.login.capabilities.enabled ?? [];
  }

  /** The rooms this client is in, in the order they were joined. */
  get rooms(): readonly string[] {
    return this.#session.state.rooms.names;
  }

  /** The known members of a room. Empty if this client is not in it. */
  members(room: string): readonly Member[] {
    return this.#session.state.rooms.members(room);
  }

  /** A room's topic, '' if it has none; undefined if this client is not in it. */
  topic(room: string): string | undefined {
    return this.#session.state.rooms.topic(room);
  }

  /** Whether a target is a room, by the prefixes this server uses. */
  isRoom(target: string): boolean {
    return this.#session.state.isupport.isRoom(target);
  }

  /** Whether two names are the same on this server, which ignores at least their case. */
  isSame(one: string, other: string): boolean {
    return this.#session.state.fold(one) === this.#session.state.fold(other);
  }

  /**
   * Sends a message to a room or a person. A text too long for one line is split between words. Waits for a connection if
   * there is none.
   *
   * Resolves when the server has confirmed it; if the server cannot confirm, when it is passed to the connection. Rejects
   * with `ERR_CLIENT_REFUSED`, `ERR_CLIENT_LOST`, `ERR_CLIENT_BUSY`, `ERR_CLIENT_INVALID` or `ERR_CLIENT_CLOSED`.
   */
  async send(target: string, text: string): Promise<Sent> {
    return { ids: await this.#session.outbox.send(target, text, 'message') };
  }

  /** Like {@link send}, for an action (`/me`). */
  async action(target: string, text: string): Promise<Sent> {
    return { ids: await this.#session.outbox.send(target, text, 'action') };
  }

  /** Like {@link send}, for a notice, to which no program may reply. */
  async notice(target: string, text: string): Promise<Sent> {
    return { ids: await this.#session.outbox.send(target, text, 'notice') };
  }

  /**
   * Joins a room. After a reconnect it is joined again, with its key; if the server then refuses, `part` is emitted. Rejects
   * if the server refuses.
   */
  async join(room: string, key?: string): Promise<void> {
    await this.#session.join(room, key);
  }

  /** Leaves a room. */
  async part(room: string, reason?: string): Promise<void> {
    await this.command('PART', room, ...(reason === undefined ? [] : [reason]));
  }

  /** Sets a room's topic. */
  async setTopic(room: string, topic: string): Promise<void> {
    await this.command('TOPIC', room, topic);
  }

  /** Sets the away status and its reason, across reconnects; without a reason, ends it. */
  async away(reason = ''): Promise<void> {
    await this.#session.setAway(reason);
  }

  /**
   * Requests a part of a conversation's history, oldest message first. No events are emitted for these messages.
   *
   * Rejects with `ERR_CLIENT_UNSUPPORTED` if the server has no history.
   */
  async history(target: string, query: HistoryQuery = {}): Promise<ChatMessage[]> {
    return await fetchHistory(await this.#session.connected(), target, query, this.#session.state);
  }

  /** Finds the messages of a room that contain all words. Rejects with `ERR_CLIENT_UNSUPPORTED` if the server cannot search. */
  async search(room: string, words: string): Promise<ChatMessage[]> {
    return await searchHistory(await this.#session.connected(), room, words, this.#session.state);
  }

  /** Requests the members of a room. */
  async names(room: string): Promise<Member[]> {
    return await queries.queryNames(await this.#session.connected(), room);
  }

  /** Requests the list of rooms. */
  async list(): Promise<RoomInfo[]> {
    return await queries.queryRooms(await this.#session.connected());
  }

  /** Requests information about a user. Rejects if there is no such user. */
  async whois(name: string): Promise<Whois> {
    return await queries.queryWhois(await this.#session.connected(), name);
  }

  /** Requests a session token, to log in with instead of the password. */
  async requestToken(): Promise<TokenEvent> {
    return await queries.requestToken(await this.#session.connected());
  }

  /**
   * Changes the account's password (`PASSWD`, a command of threadline). The server revokes all session tokens; with
   * `wantToken`, a new one is requested.
   *
   * Rejects with `ERR_CLIENT_REFUSED` if the old password is wrong or the new one is not acceptable, with
   * `ERR_CLIENT_UNSUPPORTED`, and with `ERR_CLIENT_INVALID` if both together are longer than 370 bytes.
   */
  async changePassword(oldPassword: string, newPassword: string): Promise<void> {
    await this.#session.changePassword(oldPassword, newPassword);
  }

  /**
   * Revokes all session tokens of the account (`LOGOUT`, a command of threadline) and closes. Resolves to their number. Rejects
   * with `ERR_CLIENT_UNSUPPORTED`, and then stays connected.
   */
  async logOut(): Promise<number | undefined> {
    return await this.#session.logOut();
  }

  /** Sends any command; resolves to the messages of the response. Rejects if the server refuses it. */
  async command(command: string, ...params: readonly string[]): Promise<IrcMessage[]> {
    return await (await this.#session.connected()).command(command.toUpperCase(), ...params);
  }

  /** Resolves when the rooms are joined, missed messages are emitted, and the server has processed everything sent. */
  async settled(): Promise<void> {
    await this.#session.settled();
  }

  /** The messages from now on, for `for await`. The iteration ends with the client, and throws if that ends with an error. */
  messages(options: MessagesOptions = {}): MessageQueue<ChatMessage> {
    const onReturn = (): void => void this.#queues.delete(queue);
    const queue: MessageQueue<ChatMessage> = new MessageQueue(options, onReturn);
    if (this.#closed) queue.end();
    else this.#queues.add(queue);
    return queue;
  }

  [Symbol.asyncIterator](): MessageQueue<ChatMessage> {
    return this.messages();
  }

  /** Stops reading from the server until {@link resume}, for a caller that cannot handle more events. */
  pause(): void {
    this.#session.pause();
  }

  resume(): void {
    this.#session.resume();
  }

  /** Sends QUIT to the server and closes, after 2 s at the latest. Idempotent. */
  async close(reason?: string): Promise<void> {
    await this.#session.close(reason);
  }

  /** Closes at once, without QUIT. */
  terminate(): void {
    this.#session.terminate();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Emits an event. A listener that throws ends the client; after that only `close` is emitted. */
  #emit<Name extends keyof ChatEvents>(event: Name, args: ChatEvents[Name]): void {
    if (this.#closed || (this.#listenerThrew && event !== 'close')) return;
    if (event === 'message') {
      for (const queue of this.#queues) queue.push(args[0] as ChatMessage);
    }
    if (event === 'close') {
      this.#closed = true;
      for (const queue of this.#queues) queue.end(args[0] as ClientError | undefined);
      this.#queues.clear();
    }
    try {
      (this as EventEmitter).emit(event, ...args);
    } catch (error) {
      this.#listenerThrew = true;
      throwUncaught(error);
      this.#session.terminate(asClientError(error, 'ERR_CLIENT_ABORTED'));
    }
  }
}
