import type { Account } from '../authenticator.ts';
import type { FloodKind, FloodLevels, FloodLimits } from '../flood.ts';
import type { MessageKind } from '../history/message.ts';
import type {
  ListType,
  Request,
  Responses,
  RoomState,
  SessionRequest,
  SessionRequestType,
} from '../protocol/requests.ts';
import type { RoomMessage, PrivateMessage } from '../protocol/events.ts';
import type { LeaveCode } from '../protocol/messages.ts';
import type { SharedRenderer } from '../render/shared-renderer.ts';
import type { ConnectedSession } from '../thread/connected-session.ts';
import type { HubConnection } from '../thread/hub-connection.ts';
import { ReceiverTurn } from '../thread/receiver.ts';
import type { Client } from './client.ts';
import { provedBy, SessionIdentity } from './identity.ts';
import { type LoginBy, nameInLog } from './log-login.ts';
import { requestEntry } from './request-entry.ts';
import type { SessionRenderer } from './session-renderer.ts';

/** Characters that make an answer a long one. */
const longText = 16_384;

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
  onFloodLevel: (kind: FloodKind, level: number) => void = () => {};
  renderer: SessionRenderer;
  readonly #hub: HubConnection;
  #over = false;

  private constructor(
    hub: HubConnection,
    client: Client,
    renderer: SessionRenderer,
    { account, session, flood, tag }: Responses['enter'],
    proved: Account,
  ) {
    this.#hub = hub;
    this.client = client;
    this.renderer = renderer;
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
    renderer: SessionRenderer,
    { account, by, realName }: { account: Account; by: LoginBy; realName?: string },
  ): Promise<Session> {
    let entered: Session | undefined;
    const request = {
      type: 'enter',
      ...provedBy(account),
      address: client.address,
      by,
      dialect: renderer.shared.dialect,
      connectionId: client.context.id,
      ...(realName === undefined ? {} : { realName }),
      names: renderer.names,
    } as const;
    await requestEntry(hub, client, request, (answer) => {
      const session = new Session(hub, client, renderer, answer, account);
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

  get sharedRenderer(): SharedRenderer {
    return this.renderer.shared;
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
  request<T extends SessionRequestType>(type: T, rest: SessionRequest<T>): Promise<Responses[T]> {
    return this.#hub.request<T>({ ...rest, type, session: this.number } as Request & { type: T });
  }

  /**
   * Requests a list and shows each part as `show` renders it. The next part is requested once the client has taken the
   * one before. @throws ChatError
   */
  async list<T extends ListType>(
    type: T,
    rest: SessionRequest<T>,
    show: (part: Responses[T]) => string,
  ): Promise<void> {
    let cursor: Responses[ListType]['next'];
    do {
      const more = cursor === undefined ? {} : { cursor };
      const request: object = { ...rest, ...more, type, session: this.number };
      const part = await this.#hub.requestPart<T>(request as Request & { type: T }, (answer) => {
        this.show(show(answer));
        if (answer.next !== undefined) this.#hub.fanOut.flushOne(this);
      });
      cursor = part.next;
      if (cursor !== undefined) await this.client.taken();
    } while (cursor !== undefined && !this.client.gone);
  }

  /** Joins a room, or turns to it if the session is in it. @throws ChatError */
  async join(room: string): Promise<RoomState> {
    const { names } = this.renderer;
    const request = { type: 'join', session: this.number, room, names } as const;
    return this.#hub.request<'join'>(request, (state) => this.#enterRoom(state));
  }

  async part(room: string, reason: string): Promise<string> {
    const request = { type: 'part', session: this.number, room, reason } as const;
    const answer = await this.#hub.request<'part'>(request, (left) => this.#leaveRoom(left.room));
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

  message(event: RoomMessage): void {
    this.show(this.renderer.message(event));
  }

  removed(room: string): void {
    this.#leaveRoom(room);
    this.show(this.renderer.removed(room));
  }

  privateMessage(event: PrivateMessage): void {
    const own = event.from.toLowerCase() === this.account.toLowerCase();
    if (!own && this.ignored.has(event.from.toLowerCase())) return;
    if (!own) this.lastFrom = event.from;
    this.show(this.renderer.privateMessage(event, own));
  }

  notice(text: string): void {
    this.show(this.renderer.notice(text));
  }

  refused(code: string, message: string): void {
    this.show(this.renderer.refused(code, message));
  }

  ended(reason: string, code: LeaveCode): void {
    this.close(reason, code, this.renderer.ended(reason));
  }

  takeOver(): void {
    if (this.client.dead) this.client.close('taken over by a newer session', 'lost');
  }

  rolesChanged(operator: boolean): void {
    this.notice(this.identity.follow(operator));
  }

  floodChanged(limits: FloodLimits | 'off'): void {
    this.flood = limits;
    this.onFloodChange();
  }

  floodLevel(kind: FloodKind, level: number): void {
    this.onFloodLevel(kind, level);
  }

  #enterRoom(state: RoomState): void {
    if (this.#over) return;
    if (!state.alreadyMember) this.#hub.fanOut.enter(this, state.room);
    // Turning to a room again makes it the last one joined.
    this.rooms.delete(state.room);
    this.rooms.add(state.room);
    this.room = state.room;
    this.show(this.renderer.entered(state));
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
