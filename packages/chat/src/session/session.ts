import { nameInLog } from '../../../../common/log/failed-login.ts';
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
import type { LoginMethod } from '../protocol/enter-request.ts';
import type { RoomMessage, PrivateMessage } from '../protocol/events.ts';
import type { LeaveCode } from '../protocol/messages.ts';
import type { RenderRoom, SessionRenderer, SharedRenderer } from '../render/renderer.ts';
import { type ConnectedSession, ReceiverTurn } from '../thread/receiver.ts';
import type { HubConnection } from '../thread/hub-connection.ts';
import type { Client } from './client.ts';
import { provedBy, SessionIdentity } from './identity.ts';
import { requestEntry } from './login.ts';

/** A response of at least this many characters is sent before the next command is read. */
const longResponse = 16_384;

/** One client's time in the chat, from login to leaving, in either dialect: its rooms, whom it ignores, its requests. */
export class Session implements ConnectedSession {
  readonly turn = new ReceiverTurn();
  readonly ignored = new Set<string>();
  readonly number: number;
  readonly account: string;
  readonly identity: SessionIdentity;
  readonly client: Client;
  /** The joined rooms, in the order they were joined. */
  readonly rooms = new Set<string>();
  /** The current room, which messages are posted to. */
  room: string | undefined;
  /** The sender of the last private message. */
  lastFrom: string | undefined;
  /** The flood limits in force. */
  flood: FloodLimits | 'off';
  /** What was left of the account's flood budgets at login; full budgets are left out. */
  readonly levels: FloodLevels;
  /** Fits output to the width of the client's window; undefined leaves it as it is. */
  fit: ((bytes: Buffer) => Buffer | undefined) | undefined;
  /** Called when the flood limits change. */
  onFloodChange: () => void = () => {};
  /** Called with what is left of a budget that other sessions of the account use too. */
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

  /** Brings an account into the chat and its first room. @throws ChatError as the hub refuses */
  static async enter(
    hub: HubConnection,
    client: Client,
    renderer: SessionRenderer,
    { account, by, realName }: { account: Account; by: LoginMethod; realName?: string },
    renderRoom: RenderRoom,
  ): Promise<{ session: Session; room: RoomState }> {
    let entered: { session: Session; room: RoomState } | undefined;
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
    await requestEntry(hub, client, request, (response) => {
      const session = new Session(hub, client, renderer, response, account);
      entered = { session, room: response.room };
      hub.register(session);
      session.#enterRoom(response.room, renderRoom);
      client.onClosing = () => hub.fanOut.flushOne(session);
      client.context.log('info', 'logged in', { name: nameInLog(session.account), by });
      // If the client is gone already, the session leaves at once.
      client.onGone(() => session.#leave());
    });
    return entered as unknown as { session: Session; room: RoomState };
  }

  get sharedRenderer(): SharedRenderer {
    return this.renderer.shared;
  }

  write(bytes: Buffer): void {
    this.client.write(this.fit?.(bytes) ?? bytes);
  }

  /** Sends text to this client after all earlier output, with the rest of the turn. */
  show(text: string): void {
    if (this.#over || text === '') return;
    this.#hub.fanOut.show(this, text);
    this.#hub.flushSoon();
  }

  /** Posts a message to a room. A refusal arrives as {@link refused}. */
  post(room: string, kind: MessageKind, text: string): void {
    this.#hub.send({ type: 'post', session: this.number, room, kind, text });
  }

  /** Sends a request to the hub for this session. @throws ChatError as the hub refuses */
  request<T extends SessionRequestType>(type: T, rest: SessionRequest<T>): Promise<Responses[T]> {
    return this.#hub.request<T>({ ...rest, type, session: this.number } as Request & { type: T });
  }

  /**
   * Requests a list and sends each part as `render` makes it. The next part is requested once the client has taken the
   * one before.
   *
   * @throws ChatError as the hub refuses
   */
  async list<T extends ListType>(
    type: T,
    rest: SessionRequest<T>,
    render: (part: Responses[T]) => string,
  ): Promise<void> {
    let cursor: Responses[ListType]['next'];
    do {
      const more = cursor === undefined ? {} : { cursor };
      const request: object = { ...rest, ...more, type, session: this.number };
      const part = await this.#hub.requestPart<T>(request as Request & { type: T }, (response) => {
        this.show(render(response));
        if (response.next !== undefined) this.#hub.fanOut.flushOne(this);
      });
      cursor = part.next;
      if (cursor !== undefined) await this.client.flushed();
    } while (cursor !== undefined && !this.client.gone);
  }

  /** Joins a room, or switches to it if the session is in it already. @throws ChatError as the hub refuses */
  async join(room: string, renderRoom: RenderRoom): Promise<RoomState> {
    const { names } = this.renderer;
    const request = { type: 'join', session: this.number, room, names } as const;
    return this.#hub.request<'join'>(request, (state) => this.#enterRoom(state, renderRoom));
  }

  async part(room: string, reason: string): Promise<string> {
    const request = { type: 'part', session: this.number, room, reason } as const;
    return (await this.#hub.request<'part'>(request, (left) => this.#leaveRoom(left.room))).room;
  }

  /** Resolves once the hub and the client have caught up enough for another command. */
  async ready(): Promise<void> {
    if (this.#hub.congested) await this.#hub.drained();
    // The wait below then covers a long response too.
    if (this.turn.text.length >= longResponse) this.#hub.fanOut.flushOne(this);
    await this.client.drained();
  }

  /** Sends what is left of the turn and a last text, and closes the client. */
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
    this.close(reason, code, this.renderer.ended(reason, code));
  }

  takeOver(): void {
    if (this.client.dead) this.client.close('taken over by a newer session', 'lost');
  }

  rolesChanged(operator: boolean): void {
    this.identity.operator = operator;
    this.show(this.renderer.operatorChanged(operator));
  }

  floodChanged(limits: FloodLimits | 'off'): void {
    this.flood = limits;
    this.onFloodChange();
  }

  floodLevel(kind: FloodKind, level: number): void {
    this.onFloodLevel(kind, level);
  }

  #enterRoom(state: RoomState, renderRoom: RenderRoom): void {
    if (this.#over) return;
    if (!state.alreadyMember) this.#hub.fanOut.enter(this, state.room);
    // Deleted first, so that the room becomes the last one joined.
    this.rooms.delete(state.room);
    this.rooms.add(state.room);
    this.room = state.room;
    this.show(renderRoom(state));
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
