import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort, threadId } from 'node:worker_threads';
import { ChatError } from '../errors.ts';
import type { AccountChange } from '../authenticator.ts';
import type { FloodLimits } from '../flood.ts';
import { applyAccountChanges } from './account-changes.ts';
import { plainText } from '../../../../common/text/plain-text.ts';
import type { BanState } from '../protocol/requests.ts';
import { commitTurn } from './commit-turn.ts';
import { ErrorReporter } from './error-reporter.ts';
import { MessageTrace } from './message-trace.ts';
import { type HubStats, type RoomSummary, statsOf, summarizeRooms } from './queries.ts';
import type { LoginEvents } from './login-events.ts';
import { ActiveRenderers, OutgoingBatch, ThreadLink } from './thread-link.ts';
import { leave } from './membership.ts';
import {
  addBan,
  type BanOptions,
  checkBanOptions,
  endBan,
  kickAccount,
  kickAll,
  listBans,
  setFlood,
} from './moderation.ts';
import { checkMotd, type HubOptions } from './hub-options.ts';
import type { Action, ToHub } from '../protocol/messages.ts';
import { Responder } from './responder.ts';
import { Trimming } from './trimming.ts';
import { ChatState } from './state.ts';

/** The operator name for actions of the program. */
const operator = 'console';

/**
 * Orders the messages of the chat. The hub numbers every message, writes the messages of a turn of the event
 * loop to the history in one transaction, and then delivers them: each client thread with a member in a room
 * receives one batch per turn. It never waits for a client or a thread. Emits `login` when a client logs in and
 * `logout` when a session ends.
 */
export class Hub extends EventEmitter<LoginEvents> {
  readonly #state: ChatState;
  readonly #renderers = new ActiveRenderers();
  readonly #empty = OutgoingBatch.empty(this.#renderers);
  readonly #trimming: Trimming;
  readonly #responder: Responder;
  #turn: NodeJS.Immediate | undefined;
  readonly #errors: ErrorReporter;
  #over = false;

  constructor(options: HubOptions) {
    super();
    this.#state = new ChatState(options, this);
    this.#errors = new ErrorReporter(this.#state.options.log);
    this.#responder = new Responder(this.#state, this.#errors, () => this.#wake());
    this.#trimming = new Trimming(this.#state, () => this.#endTurn(), this.#errors);
  }

  /** Returns a port to this hub for the clients of one thread. */
  connect(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    this.attach(port1);
    return port2;
  }

  /**
   * Takes the hub's end of a channel to a client thread; the sessions of the thread end when the port closes. `trace()`
   * names the thread by its number.
   */
  attach(port: MessagePort, thread = threadId): void {
    if (this.#over) return port.close();
    const link = new ThreadLink(port, thread, this.#empty);
    this.#state.links.add(link);
    port.on('message', (message: ToHub) => this.#take(link, message));
    port.on('close', () => this.#drop(link));
    // The server or the hub thread keeps the process running.
    port.unref();
  }

  /** Sends a line to every client. */
  announce(text: string): void {
    this.#state.broadcast({ type: 'notice', text: plainText(text) });
    this.#wake();
  }

  /** Disconnects all sessions of an account; false if it has none. */
  kick(account: string, reason = ''): boolean {
    const kicked = kickAccount(this.#state, operator, account, plainText(reason));
    this.#wake();
    return kicked !== undefined;
  }

  /** Disconnects every session and returns their number. */
  kickAll(reason = ''): number {
    const count = kickAll(this.#state, operator, plainText(reason));
    this.#wake();
    return count;
  }

  /** Changes how fast accounts may post. @throws {TypeError | RangeError} with a code */
  setFlood(limits: FloodLimits | 'off'): void {
    setFlood(this.#state, limits);
    this.#wake();
  }

  /** Changes the lines shown to every client before it logs in. @throws {RangeError} if they are more than 16 KiB */
  setMotd(lines: readonly string[]): void {
    this.#state.motd = checkMotd(lines).map(plainText);
  }

  /** Returns the rooms that have members, the largest first. */
  rooms(): RoomSummary[] {
    return summarizeRooms(this.#state);
  }

  /** Returns the bans in force. */
  bans(): BanState[] {
    return listBans(this.#state);
  }

  /**
   * Bans an account or an address, for a time or permanently, and disconnects its sessions.
   *
   * @throws ChatError `ERR_CHAT_BAD_INPUT`, `ERR_CHAT_FULL` or `ERR_CHAT_HISTORY_FAILED`.
   */
  ban(target: string, options: BanOptions = {}): void {
    const { forMs, reason = '' } = checkBanOptions(options);
    addBan(this.#state, operator, { target, forMs, reason });
    this.#endTurnKept();
  }

  /** Ends a ban; false if there was none. @throws ChatError `ERR_CHAT_HISTORY_FAILED` */
  unban(target: string): boolean {
    const ended = endBan(this.#state, operator, target);
    this.#endTurnKept();
    return ended;
  }

  /** Applies account changes to the sessions of those accounts: ends them or updates their rights. */
  applyAccountChanges(changes: readonly AccountChange[]): void {
    applyAccountChanges(this.#state, changes);
    this.#wake();
  }

  /** While on, logs which thread posted each message and which threads it was delivered to; never its text. */
  trace(on: boolean): void {
    this.#state.trace = on ? new MessageTrace(this.#state.options.log) : undefined;
  }

  /** Returns the hub's statistics. */
  stats(): HubStats {
    return statsOf(this.#state);
  }

  /** Commits the turn, disconnects all threads and closes the history. Safe to call again. */
  close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#trimming.stop();
    this.#responder.close();
    this.#endTurn();
    for (const link of this.#state.links) link.port.close();
    this.#state.history.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #take(link: ThreadLink, { seen, actions, renderers = [] }: ToHub): void {
    if (this.#over) return;
    for (const key of renderers) this.#renderers.request(key);
    link.acknowledge(seen, actions.length);
    for (const action of actions) this.#perform(link, action);
    if (actions.length > 0) this.#wake();
  }

  #perform(link: ThreadLink, action: Action): void {
    switch (action.type) {
      case 'post':
        return this.#responder.post(link, action);
      case 'request':
        return this.#responder.take(link, action);
      case 'leave': {
        const session = this.#state.sessions.get(action.session);
        if (session?.link === link) leave(this.#state, session, action.reason, action.code);
        return;
      }
      default:
        throw new TypeError(`Unknown action ${String(action satisfies never)}`);
    }
  }

  /** Schedules the end of the turn after all messages already received. */
  #wake(): void {
    if (this.#over) return;
    this.#turn ??= setImmediate(() => this.#endTurn());
  }

  /** Commits and delivers the turn; false if the commit failed. */
  #endTurn(): boolean {
    clearImmediate(this.#turn);
    this.#turn = undefined;
    this.#responder.endTurn();
    const kept = commitTurn(this.#state);
    if (!kept) this.#state.counts.failedTurns += 1;
    const { links, options, trace: explanation } = this.#state;
    for (const link of links) {
      // Excludes this turn's batch, which the thread could not have read yet.
      if (link.inFlightBytes > options.maxThreadBytes) this.#dropSlow(link);
      else link.send();
    }
    explanation?.endTurn(kept);
    this.#responder.reads.endTurn();
    return kept;
  }

  #endTurnKept(): void {
    if (this.#over || this.#endTurn()) return;
    throw new ChatError('ERR_CHAT_HISTORY_FAILED', 'Not done: the history cannot be written');
  }

  #dropSlow(link: ThreadLink): void {
    this.#state.counts.slowThreads += 1;
    this.#state.options.log('warn', 'client thread dropped: it cannot keep up with the hub', {
      sessions: link.sessions.size,
    });
    this.#drop(link);
    link.port.close();
  }

  #drop(link: ThreadLink): void {
    if (!this.#state.links.delete(link) || this.#over) return;
    for (const number of [...link.sessions]) {
      const session = this.#state.sessions.get(number);
      if (session) leave(this.#state, session, 'connection lost', 'lost');
    }
    this.#wake();
  }
}
