import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { ChatError } from '../errors.ts';
import type { FloodLimits } from '../flood.ts';
import { plainText } from '../plain-text.ts';
import { answer } from './answer.ts';
import { Link } from './link.ts';
import { leave } from './membership.ts';
import { setFlood } from './moderate.ts';
import type { HubEvent } from './events.ts';
import type { Action, LeaveCode, Post, Request, ToHub } from './protocol.ts';
import { post } from './talk.ts';
import { type HubOptions, World } from './world.ts';

const trimEveryMs = 60_000;

/** What a hub counts. */
export interface HubFigures {
  /** Client threads. */
  readonly threads: number;
  readonly sessions: number;
  /** Accounts that are here. */
  readonly accounts: number;
  readonly rooms: number;
  /** Messages in the history. */
  readonly kept: number;
  /** Messages numbered since the start. */
  readonly messages: number;
  /** Sessions closed, by reason. */
  readonly closed: Readonly<Record<LeaveCode, number>>;
  /** Client threads let go because they did not keep up. */
  readonly slowThreads: number;
  /** Turns whose messages could not be kept and so were not delivered. */
  readonly failedTurns: number;
}

/**
 * The one place where the chat's order is made. It numbers every message, writes the messages of a turn
 * of the event loop to the history in one transaction, and only then delivers: each client thread with
 * a member in a room gets one batch per turn. It never waits for a client or a thread.
 */
export class Hub {
  readonly #world: World;
  readonly #trimming: NodeJS.Timeout;
  #turn: NodeJS.Immediate | undefined;
  #messages = 0;
  #slowThreads = 0;
  #failedTurns = 0;
  #over = false;

  constructor(options: HubOptions) {
    this.#world = new World(options);
    this.#trimming = setInterval(() => this.#trim(), trimEveryMs).unref();
  }

  /** Opens a way to this hub for the clients of one thread, this one or another. */
  connect(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    this.attach(port1);
    return port2;
  }

  /** Takes the hub's end of a channel to a client thread; when the port closes its sessions are over. */
  attach(port: MessagePort): void {
    if (this.#over) return port.close();
    const link = new Link(port);
    this.#world.links.add(link);
    port.on('message', (message: ToHub) => this.#take(link, message));
    port.on('close', () => this.#drop(link));
    // A port does not keep the program running: a server, or the hub's own thread, does.
    port.unref();
  }

  /** Shows a line to every client. */
  announce(text: string): void {
    for (const link of this.#world.links) link.add({ type: 'notice', text: plainText(text) });
    this.#wake();
  }

  /** Changes how fast clients may talk, from now on. @throws ChatError `ERR_CHAT_BAD_INPUT` */
  setFlood(limits: FloodLimits | 'off'): void {
    setFlood(this.#world, limits);
    this.#wake();
  }

  /** Changes the lines shown to those who come in from now on. */
  setMotd(lines: readonly string[]): void {
    this.#world.motd = lines.map(plainText);
  }

  /** What was counted. */
  figures(): HubFigures {
    const { links, sessions, presences, rooms, history } = this.#world;
    return {
      threads: links.size,
      sessions: sessions.size,
      accounts: presences.size,
      rooms: rooms.size,
      kept: history.size,
      messages: this.#messages,
      closed: { ...this.#world.closed },
      slowThreads: this.#slowThreads,
      failedTurns: this.#failedTurns,
    };
  }

  /** Ends the turn, lets go of all threads, and closes the history. Safe to call again. */
  close(): void {
    if (this.#over) return;
    this.#over = true;
    clearInterval(this.#trimming);
    this.#endTurn();
    for (const link of this.#world.links) link.port.close();
    this.#world.history.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #take(link: Link, { seen, actions }: ToHub): void {
    if (this.#over) return;
    link.take(seen, actions.length);
    for (const action of actions) this.#perform(link, action);
    if (actions.length > 0) this.#wake();
  }

  #perform(link: Link, action: Action): void {
    switch (action.type) {
      case 'post':
        return this.#post(link, action);
      case 'request':
        return this.#answer(link, action);
      case 'leave': {
        const session = this.#world.sessions.get(action.session);
        if (session?.link === link) leave(this.#world, session, action.reason, action.code);
        return;
      }
      default:
        throw new TypeError(`Unknown action ${String(action satisfies never)}`);
    }
  }

  #post(link: Link, action: Post): void {
    try {
      post(this.#world, this.#world.session(link, action.session), action);
      this.#messages += 1;
    } catch (error) {
      const { code, message } = plainError(error);
      link.add({ type: 'refused', session: action.session, code, message });
    }
  }

  #answer(link: Link, { id, ask }: Request): void {
    try {
      link.add({ type: 'answer', id, value: answer(this.#world, link, ask) });
    } catch (error) {
      link.add({ type: 'failed', id, ...plainError(error) });
    }
  }

  /** The turn ends when the event loop has handed over everything that is there. */
  #wake(): void {
    this.#turn ??= setImmediate(() => this.#endTurn());
  }

  #endTurn(): void {
    clearImmediate(this.#turn);
    this.#turn = undefined;
    this.#commit();
    const { links, options } = this.#world;
    for (const link of links) {
      link.send();
      if (link.waitingBytes > options.maxThreadBytes) this.#dropSlow(link);
    }
  }

  /** Nothing is delivered that is not kept. */
  #commit(): void {
    const { history, links, sessions, options } = this.#world;
    try {
      history.commit();
    } catch (cause) {
      history.rollback();
      this.#failedTurns += 1;
      options.log('error', 'history not written', { reason: (cause as Error).message });
      const lost = new Map<number, HubEvent & { type: 'said' }>();
      for (const link of links) {
        for (const event of link.withdraw((one) => one.type !== 'said')) {
          if (event.type === 'said') lost.set(event.id, event);
        }
      }
      const message = 'Not sent: the history cannot be written right now';
      for (const { by: session } of lost.values()) {
        const link = sessions.get(session)?.link;
        link?.add({ type: 'refused', session, code: 'ERR_CHAT_HISTORY_FAILED', message });
      }
    }
  }

  #dropSlow(link: Link): void {
    this.#slowThreads += 1;
    this.#world.options.log('warn', 'client thread let go: it does not keep up', {
      sessions: this.#world.sessionsOf(link).length,
    });
    this.#drop(link);
    link.port.close();
  }

  #drop(link: Link): void {
    if (!this.#world.links.delete(link) || this.#over) return;
    for (const session of this.#world.sessionsOf(link)) {
      leave(this.#world, session, 'connection lost', 'lost');
    }
    this.#wake();
  }

  #trim(): void {
    if (this.#over) return;
    const more = this.#world.history.trim(this.#world.now());
    this.#wake();
    if (more) setImmediate(() => this.#trim());
  }
}

function plainError(error: unknown): { code: string; message: string } {
  if (error instanceof ChatError) return { code: error.code, message: error.message };
  return { code: 'ERR_CHAT_HISTORY_FAILED', message: 'That cannot be done right now' };
}
