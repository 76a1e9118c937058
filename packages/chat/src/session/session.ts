import type { Account } from '../authenticator.ts';
import type { FloodKind, FloodLimits } from '../flood.ts';
import type { MessageKind } from '../history/message.ts';
import type { FloodLevels } from '../hub/flood-budgets.ts';
import type { Answers, Ask, ListType, RoomState } from '../hub/asks.ts';
import type { Said, Told } from '../hub/events.ts';
import type { LeaveCode } from '../hub/protocol.ts';
import type { ConnectedSession } from '../thread/connected-session.ts';
import type { HubConnection } from '../thread/hub-connection.ts';
import { ReceiverTurn, type View } from '../thread/receiver.ts';
import type { Client } from './client.ts';
import { provedBy, SessionIdentity } from './identity.ts';
import { type LoginBy, nameInLog } from './log-login.ts';
import { requestEntry } from './request-entry.ts';
import type { Voice } from './voice.ts';

/** Characters that make an answer a long one. */
const longText = 16_384;

/** A request without the session's number, which the session adds. */
type Own<T extends Ask['type']> = Omit<Ask & { type: T }, 'type' | 'session'>;

/**
 * One client's stay in the chat, from login to leaving, in whatever dialect: the rooms it is in, what
 * it ignores, and the way to the hub and back.
 */
export class Session implements ConnectedSession {
  readonly turn = new ReceiverTurn();
  readonly ignored = new Set<string>();
  readonly number: number;
  readonly account: string;
  readonly identity: SessionIdentity;
  readonly client: Client;
  /** The rooms it is in, in order of their joining. */
  readonly rooms = new Set<string>();
  /** The room that what is said goes to. */
  room: string | undefined;
  /** Who last told it something in private. */
  lastFrom: string | undefined;
  /** How fast it may talk. */
  flood: FloodLimits | 'off';
  /** What its account had left when it came, where that was not everything. */
  readonly levels: FloodLevels;
  /** Fits what is sent to the client's window, if its size is known; undefined leaves it as it is. */
  fit: ((bytes: Buffer) => Buffer | undefined) | undefined;
  /** Called when the limits on talking change. */
  onFloodChange: () => void = () => {};
  /** Called when its account has so much left. */
  onPace: (kind: FloodKind, level: number) => void = () => {};
  voice: Voice;
  readonly #hub: HubConnection;
  #over = false;

  private constructor(
    hub: HubConnection,
    client: Client,
    voice: Voice,
    { account, session, flood, tag }: Answers['enter'],
    proved: Account,
  ) {
    this.#hub = hub;
    this.client = client;
    this.voice = voice;
    this.number = session;
    this.account = account;
    this.flood = flood.limits;
    this.levels = flood.levels;
    this.identity = new SessionIdentity(proved, tag);
  }

  /** Lets an account into the chat, and into the lobby. @throws ChatError as the hub refuses. */
  static async enter(
    hub: HubConnection,
    client: Client,
    voice: Voice,
    { account, by, realName }: { account: Account; by: LoginBy; realName?: string },
  ): Promise<Session> {
    let entered: Session | undefined;
    const ask = {
      type: 'enter',
      ...provedBy(account),
      address: client.address,
      guest: by === 'guest',
      ...(realName === undefined ? {} : { realName }),
      names: voice.names,
    } as const;
    await requestEntry(hub, client, ask, (answer) => {
      const session = new Session(hub, client, voice, answer, account);
      entered = session;
      hub.register(session);
      session.#enterRoom(answer.room);
      client.onClosing = () => hub.fanOut.flushOne(session);
      client.context.log('info', 'logged in', { name: nameInLog(session.account), by });
      // The client may be gone already; then it leaves what it has just entered.
      client.onGone(() => session.#leave());
    });
    // The answer is taken before the request resolves.
    return entered as unknown as Session;
  }

  get view(): View {
    return this.voice.view;
  }

  write(bytes: Buffer): void {
    this.client.write(this.fit?.(bytes) ?? bytes);
  }

  /** Shows text to this client, behind what it got so far, with the rest of the turn. */
  show(text: string): void {
    if (this.#over || text === '') return;
    this.#hub.fanOut.show(this, text);
    this.#hub.flushSoon();
  }

  /** Says something in a room. A refusal is shown when it comes. */
  post(room: string, kind: MessageKind, text: string): void {
    this.#hub.send({ type: 'post', session: this.number, room, kind, text });
  }

  /** Asks the hub in the name of this session. @throws ChatError as the hub refuses. */
  ask<T extends Exclude<Ask['type'], 'knock' | 'count' | 'enter' | 'join' | 'part' | ListType>>(
    type: T,
    rest: Own<T>,
  ): Promise<Answers[T]> {
    return this.#hub.request<T>({ ...rest, type, session: this.number } as Ask & { type: T });
  }

  /**
   * Asks for a list, and shows what `show` makes of each of its parts. The next part is asked for when the client has
   * taken the one before: as slowly as it takes them, and never more than it can hold.
   *
   * @throws ChatError as the hub refuses.
   */
  async list<T extends ListType>(
    type: T,
    rest: Own<T>,
    show: (part: Answers[T]) => string,
  ): Promise<void> {
    let cursor: Answers[ListType]['next'];
    do {
      const more = cursor === undefined ? {} : { cursor };
      const ask: object = { ...rest, ...more, type, session: this.number };
      const part = await this.#hub.requestPart<T>(ask as unknown as Ask & { type: T }, (answer) => {
        this.show(show(answer));
        if (answer.next !== undefined) this.#hub.fanOut.flushOne(this);
      });
      cursor = part.next;
      if (cursor !== undefined) await this.client.taken();
    } while (cursor !== undefined && !this.client.gone);
  }

  /** Joins a room, or turns to it if the session is in it. @throws ChatError */
  async join(room: string): Promise<RoomState> {
    const { names } = this.voice;
    const ask = { type: 'join', session: this.number, room, names } as const;
    return this.#hub.request<'join'>(ask, (state) => this.#enterRoom(state));
  }

  /** Leaves a room. @throws ChatError */
  async part(room: string, reason: string): Promise<string> {
    const ask = { type: 'part', session: this.number, room, reason } as const;
    const answer = await this.#hub.request<'part'>(ask, (left) => this.#leaveRoom(left.room));
    return answer.room;
  }

  /** Resolves once the hub, and the client, have taken enough for more to be done. */
  async ready(): Promise<void> {
    if (this.#hub.congested) await this.#hub.drained();
    // A long answer is to be on its way, so that the client's next question waits until it has it.
    if (this.turn.text.length >= longText) this.#hub.fanOut.flushOne(this);
    await this.client.drained();
  }

  /** Shows what waits, says farewell, and closes. */
  close(reason: string, code: LeaveCode, farewell = ''): void {
    this.client.close(reason, code, farewell);
  }

  said(event: Said): void {
    this.show(this.voice.said(event));
  }

  removed(room: string): void {
    this.#leaveRoom(room);
    this.show(this.voice.removed(room));
  }

  told(event: Told): void {
    const own = event.from.toLowerCase() === this.account.toLowerCase();
    if (!own && this.ignored.has(event.from.toLowerCase())) return;
    if (!own) this.lastFrom = event.from;
    this.show(this.voice.told(event, own));
  }

  notice(text: string): void {
    this.show(this.voice.notice(text));
  }

  refused(code: string, message: string): void {
    this.show(this.voice.refused(code, message));
  }

  ended(reason: string, code: LeaveCode): void {
    this.close(reason, code, this.voice.ended(reason));
  }

  challenged(): void {
    if (this.client.dead) this.client.close('taken over by a newer session', 'lost');
  }

  rolesChanged(operator: boolean): void {
    this.notice(this.identity.follow(operator));
  }

  floodChanged(limits: FloodLimits | 'off'): void {
    this.flood = limits;
    this.onFloodChange();
  }

  paced(kind: FloodKind, level: number): void {
    this.onPace(kind, level);
  }

  #enterRoom(state: RoomState): void {
    if (this.#over) return;
    if (!state.again) this.#hub.fanOut.enter(this, state.room);
    // Turning to a room again makes it the last one joined.
    this.rooms.delete(state.room);
    this.rooms.add(state.room);
    this.room = state.room;
    this.show(this.voice.entered(state));
  }

  #leaveRoom(room: string): void {
    this.#hub.fanOut.leave(this, room);
    this.rooms.delete(room);
    if (this.room === room) this.room = [...this.rooms].at(-1);
  }

  #leave(): void {
    if (this.#over) return;
    this.#over = true;
    const { reason, code } = this.client;
    for (const room of this.rooms) this.#hub.fanOut.leave(this, room);
    this.#hub.send({ type: 'leave', session: this.number, reason, code });
    this.#hub.release(this);
    this.client.context.log('info', 'logged out', { name: nameInLog(this.account), reason: code });
  }
}
