import { setTimeout as delay } from 'node:timers/promises';
import { ClientError } from '../errors.ts';
import { flatten, type Incoming, isBatch } from '../irc/batches.ts';
import { Isupport } from '../irc/isupport.ts';
import { type IrcMessage, message } from '../irc/message.ts';
import { nameOf } from '../irc/source.ts';
import { ask, askPassword, askToken } from './asks.ts';
import { Away } from './away.ts';
import { type ChatMessage, readChatMessage, timeOf, type Viewer } from './chat-message.ts';
import type { ClientOptions } from './client-options.ts';
import { Conversations } from './conversations.ts';
import { dispatch, type Scene } from './dispatch.ts';
import type { ChatEvents } from './events.ts';
import { Keeper } from './keeper.ts';
import { Link } from './link.ts';
import { Outbox } from './outbox.ts';
import { Rooms } from './rooms.ts';
import { RoomsToEnter } from './rooms-to-enter.ts';

/** Tells an event. */
export type Tell = <Name extends keyof ChatEvents>(event: Name, ...args: ChatEvents[Name]) => void;

/** So long a server has to let us go, in ms. */
const farewellMs = 2000;

/** What a client is made of, wired: the connection that is kept, the rooms, the conversations, what is to be sent. */
export class Session {
  readonly keeper: Keeper;
  readonly rooms: Rooms;
  readonly outbox: Outbox;
  readonly #options: ClientOptions;
  readonly #conversations: Conversations;
  readonly #tell: Tell;
  readonly #scene: Scene;
  /** With whose eyes messages are read; always up to date. */
  readonly #viewer: { name: string; isupport: Isupport };
  readonly #toEnter: RoomsToEnter;
  /** Settles when all is as it is to be on this connection. */
  #settling: Promise<void> = Promise.resolve();
  readonly #away = new Away();
  #closed = false;

  constructor(options: ClientOptions, tell: Tell) {
    this.#options = options;
    this.#tell = tell;
    this.#viewer = { name: options.account, isupport: new Isupport() };
    this.rooms = new Rooms(this.#viewer.isupport);
    this.#toEnter = new RoomsToEnter(options.rooms ?? [], {
      isIn: (room) => this.rooms.has(room),
      refused: (refusal) => tell('reply', refusal),
    });
    this.outbox = new Outbox((name) => this.#fold(name));
    this.#conversations = new Conversations({
      viewer: this.#viewer,
      isIn: (room) => this.rooms.has(room),
      tellMessage: (said) => this.#tellMessage(said),
      historyOnJoin: options.historyOnJoin ?? 0,
      fail: (error) => this.keeper.fail(error),
      tellCaughtUp: (event) => tell('caughtUp', event),
      tellOut: (room, reason) => this.#tellOut(room, reason),
    });
    this.#scene = this.#makeScene();
    this.keeper = new Keeper(options, {
      raw: (direction, line) => this.#raw(direction, line),
      linked: (link, resumed) => this.#linked(link, resumed),
      incoming: (_, incoming, answered) => this.#take(incoming, answered),
      waiting: (attempt, delayMs, error) => {
        this.outbox.pause();
        tell('reconnecting', { attempt, delayMs, error });
      },
      ended: (why) => this.#ended(why),
    });
  }

  get viewer(): Viewer {
    return this.#viewer;
  }

  get closed(): boolean {
    return this.#closed;
  }

  open(options: ClientOptions): Promise<Link> {
    return Link.open(options, (direction, line) => this.#raw(direction, line));
  }

  /** Takes over the first connection; what it brings is told from the next turn on. */
  begin(link: Link): void {
    this.#adopt(link);
    this.keeper.begin(link);
  }

  /** Enters a room; its key is kept, to enter it again with. */
  async join(room: string, key?: string): Promise<void> {
    const link = await this.keeper.linked();
    await ask(link, message('JOIN', room, ...(key === undefined ? [] : [key])));
    if (key !== undefined) this.#conversations.keepKey(room, key);
  }

  /** Tells why we are away, on later connections too; '' ends it. */
  async away(reason: string): Promise<void> {
    await this.#away.set(await this.keeper.linked(), reason);
  }

  /** Resolves when the first rooms are entered, what was missed is told, and the server has worked off what was sent. */
  async settled(): Promise<void> {
    const link = await this.keeper.linked();
    await link.ready();
    await this.#settling;
    await this.outbox.idle();
    // It may be another one by now.
    await (await this.keeper.linked()).settled();
  }

  /** Changes the account's password; the token goes with the old one, and another is got if one is wanted. */
  async changePassword(from: string, to: string): Promise<void> {
    const link = await this.keeper.linked();
    await askPassword(link, { from, to });
    this.keeper.usePassword(to);
    await this.#getToken(link);
  }

  async close(reason = ''): Promise<void> {
    this.keeper.stopAfterThis();
    const { link } = this.keeper;
    if (link !== undefined && !link.over) {
      try {
        link.send(message('QUIT', ...(reason === '' ? [] : [reason])));
      } catch {
        // Then it goes without a word.
      }
      const stop = new AbortController();
      await Promise.race([
        this.keeper.ended,
        delay(farewellMs, undefined, { signal: stop.signal }).catch(() => {}),
      ]);
      stop.abort();
      link.destroy(new ClientError('ERR_CLIENT_CLOSED', 'The client is closed'));
    }
    await this.keeper.ended;
  }

  #adopt(link: Link): void {
    this.#viewer.isupport = link.isupport;
    this.#viewer.name = link.welcome.name;
    this.rooms.reset(link.isupport);
  }

  #linked(link: Link, resumed: boolean): void {
    if (resumed) {
      this.#adopt(link);
      this.#conversations.hold(link);
    }
    const catchesUp = resumed && link.can('draft/chathistory');
    this.#tell('connected', { resumed, catchesUp });
    this.#settling = this.#settleIn(link, resumed).catch((error: unknown) => {
      if (!(error instanceof ClientError)) this.keeper.fail(error);
      // The connection is lost again, which is told by itself; else the server is beyond us.
      else if (!link.over) link.destroy(error);
    });
  }

  /** Brings all to where it was, and lets what is to be sent go out. */
  async #settleIn(link: Link, resumed: boolean): Promise<void> {
    const whole = resumed ? await this.#conversations.resume(link) : [];
    await this.#toEnter.enter(link);
    if (resumed) await this.#away.resume(link);
    const known = new Set(whole.map((room) => this.#fold(room)));
    this.outbox.giveUpDoubtful((target) => known.has(this.#fold(target)));
    this.outbox.open(link);
    const byPassword = link.welcome.by === 'password' || link.welcome.by === 'register';
    if (byPassword) await this.#getToken(link);
  }

  async #getToken(link: Link): Promise<void> {
    if (!this.#options.wantToken || !link.can('threadline/token')) return;
    // Without one, the password serves as well.
    const issued = await askToken(link).catch(() => undefined);
    if (issued === undefined) return;
    this.keeper.useToken(issued.token);
    this.#tell('token', issued);
  }

  #take(incoming: Incoming, answered: boolean): void {
    if (isBatch(incoming) && incoming.type === 'chathistory') {
      // Asked for, it is the asker's; else the server replays by itself.
      if (!answered) for (const past of flatten(incoming)) this.#takeMessage(past, true, false);
      return;
    }
    if (isBatch(incoming)) for (const item of incoming.items) this.#take(item, answered);
    else this.#takeMessage(incoming, false, answered);
  }

  #takeMessage(taken: IrcMessage, past: boolean, answered: boolean): void {
    const said = readChatMessage(taken, this.#viewer, past);
    if (said !== undefined) this.#conversations.take(said);
    else if (!dispatch(this.#scene, taken) && !answered) this.#tell('reply', taken);
    this.#follow(taken);
  }

  #tellMessage(said: ChatMessage): void {
    if (said.own) this.outbox.arrived(said);
    this.#tell(said.kind === 'notice' ? 'notice' : 'message', said);
  }

  #tellOut(room: string, reason: string): void {
    const { name } = this.#viewer;
    this.#tell('part', { room, name, own: true, by: undefined, reason, time: new Date() });
  }

  #makeScene(): Scene {
    return {
      rooms: this.rooms,
      isSelf: (name) => this.#fold(name) === this.#fold(this.#viewer.name),
      renamed: (name) => (this.#viewer.name = name),
      tell: this.#tell,
    };
  }

  /** The conversations follow us into rooms and out of them. */
  #follow({ command, source, params, tags }: IrcMessage): void {
    const gone = command === 'KICK' ? (params[1] ?? '') : nameOf(source);
    if (!this.#scene.isSelf(gone)) return;
    for (const room of (params[0] ?? '').split(',')) {
      if (command === 'JOIN') this.#conversations.entered(room, timeOf(tags), this.keeper.link);
      if (command === 'PART' || command === 'KICK') this.#conversations.left(room);
    }
  }

  #fold(name: string): string {
    return this.#viewer.isupport.fold(name);
  }

  #raw(direction: 'in' | 'out', line: string): void {
    this.#options.onRaw?.(direction, line);
    this.#tell('raw', direction, line);
  }

  #ended(why: ClientError | undefined): void {
    this.#closed = true;
    this.outbox.close(new ClientError('ERR_CLIENT_CLOSED', 'The client is closed', { cause: why }));
    this.#tell('close', why);
  }
}
