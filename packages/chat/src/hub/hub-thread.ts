import { EventEmitter } from 'node:events';
import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  Worker,
} from 'node:worker_threads';
import {
  expectFunction,
  expectInteger,
  maxTimeoutMs,
} from '../../../../common/options/expect-options.ts';
import { PendingCalls } from '../../../../common/threads/port-calls.ts';
import { watchThread } from '../../../../common/threads/watch-thread.ts';
import { ChatError, type ChatErrorCode } from '../errors.ts';
import { checkFlood, type FloodLimits } from '../flood.ts';
import { checkHistoryOptions, type HistoryOptions } from '../history/open-history.ts';
import type { BanState } from '../protocol/requests.ts';
import { checkMotd, checkSettings, type HubLog, type HubSettings } from './hub-options.ts';
import { type BanOptions, checkBanOptions } from './moderation.ts';
import type { LoginEvents } from './login-events.ts';
import type { HubStats, RoomSummary } from './queries.ts';
import type { FromHubThread, HubMethod, HubThreadData, ToHubThread } from './run-hub.ts';
import type { Hub } from './hub.ts';

/** The options of a hub in its own thread. Only `history` is required. */
export interface StartHubOptions extends HubSettings {
  /** The history file, or `{ file: undefined }` for memory. */
  readonly history: HistoryOptions;
  /** Receives the hub's log records. @default nowhere */
  readonly log?: HubLog;
  /** A port that receives `AccountChange[]` to apply to the sessions; it is transferred. @default none */
  readonly accountChanges?: MessagePort | undefined;
  /** Time in ms that the event loop may be blocked before the thread is terminated; 0: no limit. @default 20_000 */
  readonly hangTimeoutMs?: number;
}

/**
 * Starts a hub in its own thread. Resolves when its history is open.
 *
 * @throws {TypeError | RangeError} with a code, for an unknown option or an invalid value
 * @throws ChatError `ERR_CHAT_HISTORY_DAMAGED`, `ERR_CHAT_HISTORY_NEWER`, `ERR_CHAT_HISTORY_IN_USE` or
 * `ERR_CHAT_HISTORY_FAILED`
 */
export function startHub(options: StartHubOptions): Promise<HubThread> {
  return HubThread.start(options);
}

/** A handle to a hub in its own thread. Emits `login` and `logout`. */
export class HubThread extends EventEmitter<LoginEvents> implements AsyncDisposable {
  /** The port where a server announces its client threads; transfer it to the server. */
  readonly entry: MessagePort;
  /**
   * Resolves when the thread has ended: without a value after `close()`, otherwise with an error. The error means
   * that the thread crashed, or was unresponsive for `hangTimeoutMs` and was terminated. All clients are then disconnected.
   */
  readonly ended: Promise<Error | undefined>;
  readonly #started = Promise.withResolvers<void>();
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #calls = new PendingCalls();
  #failure: Error | undefined;
  #gone: ChatError | undefined;
  #closing = false;
  #stopWatching = (): void => {};

  static async start(options: StartHubOptions): Promise<HubThread> {
    checkSettings(options, ['history', 'log', 'accountChanges', 'hangTimeoutMs']);
    const { log, accountChanges, hangTimeoutMs = 20_000, ...settings } = options;
    checkHistoryOptions(settings.history);
    if (log !== undefined) expectFunction('log', log);
    expectInteger('hangTimeoutMs', hangTimeoutMs, 0, maxTimeoutMs);
    const entry = new MessageChannel();
    const control = new MessageChannel();
    const ports = { entry: entry.port1, control: control.port1, accountChanges };
    const workerData: HubThreadData = { settings, ...ports };
    const worker = new Worker(new URL(import.meta.resolve('#hub-thread')), {
      workerData,
      transferList: Object.values(ports).filter((port) => port !== undefined),
      name: 'chat hub',
    });
    const hub = new HubThread(worker, control.port2, entry.port2, log);
    await hub.#started.promise;
    if (hangTimeoutMs > 0) hub.#watch(hangTimeoutMs);
    return hub;
  }

  private constructor(worker: Worker, port: MessagePort, entry: MessagePort, log?: HubLog) {
    super();
    this.#worker = worker;
    this.#port = port;
    this.entry = entry;
    const { promise, resolve } = Promise.withResolvers<Error | undefined>();
    this.ended = promise;
    port.on('message', (message: FromHubThread) => this.#receive(message, log));
    worker.on('error', (error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      this.#failure ??= hubError(`crashed: ${reason}`, error);
    });
    worker.on('exit', (code) => {
      this.#stopWatching();
      // The message with the reason may arrive after the exit event.
      for (let last = receiveMessageOnPort(port); last; last = receiveMessageOnPort(port))
        this.#receive(last.message as FromHubThread, log);
      if (!this.#closing) this.#failure ??= hubError(`crashed: exit code ${code}`);
      this.#handleEnd();
      this.#started.reject(this.#failure ?? this.#gone);
      resolve(this.#failure);
    });
  }

  /** Sends a line to every client. @throws ChatError `ERR_CHAT_HUB_GONE`, as all methods do once the thread has ended */
  async announce(text: string): Promise<void> {
    return this.#call('announce', text);
  }

  /** Disconnects all sessions of an account; false if it has none. */
  async kick(account: string, reason = ''): Promise<boolean> {
    return this.#call('kick', account, reason);
  }

  /** Disconnects every session. Resolves to their number. */
  async kickAll(reason = ''): Promise<number> {
    return this.#call('kickAll', reason);
  }

  /**
   * Bans an account or an address and disconnects its sessions.
   *
   * @throws ChatError `ERR_CHAT_BAD_INPUT`, `ERR_CHAT_FULL` or `ERR_CHAT_HISTORY_FAILED`
   */
  async ban(target: string, options: BanOptions = {}): Promise<void> {
    return this.#call('ban', target, checkBanOptions(options));
  }

  /** Ends a ban; false if there was none. @throws ChatError `ERR_CHAT_HISTORY_FAILED` */
  async unban(target: string): Promise<boolean> {
    return this.#call('unban', target);
  }

  /** Resolves to the bans in force. */
  async bans(): Promise<BanState[]> {
    return this.#call('bans');
  }

  /** Resolves to the rooms that have members, the largest first. */
  async rooms(): Promise<RoomSummary[]> {
    return this.#call('rooms');
  }

  async stats(): Promise<HubStats> {
    return this.#call('stats');
  }

  /** Changes how fast accounts may post. @throws {TypeError | RangeError} with a code */
  async setFlood(limits: FloodLimits | 'off'): Promise<void> {
    return this.#call('setFlood', limits === 'off' ? limits : checkFlood(limits));
  }

  /** Changes the lines shown before login. @throws {RangeError} if they are more than 16 KiB */
  async setMotd(lines: readonly string[]): Promise<void> {
    return this.#call('setMotd', checkMotd(lines));
  }

  /** While on, logs which thread posted each message and which threads it was delivered to; never its text. */
  async trace(on: boolean): Promise<void> {
    return this.#call('trace', on);
  }

  /** Commits all received messages, closes the history and ends the thread. Safe to call again. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#port.postMessage({ type: 'close' } satisfies ToHubThread);
    await this.ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Terminates the thread if its event loop is blocked for `timeoutMs`. */
  #watch(timeoutMs: number): void {
    this.#stopWatching = watchThread(this.#worker, {
      timeoutMs,
      ping: () => this.stats(),
      onUnresponsive: (silentMs) => {
        this.#failure ??= hubError(`unresponsive for ${silentMs} ms`);
        this.#handleEnd();
        void this.#worker.terminate();
      },
    });
  }

  #call<M extends HubMethod>(method: M, ...args: Parameters<Hub[M]>): Promise<ReturnType<Hub[M]>> {
    const reply = this.#calls.add((id) => {
      this.#port.postMessage({ type: 'call', id, method, args } satisfies ToHubThread);
    });
    return reply as Promise<ReturnType<Hub[M]>>;
  }

  #receive(message: FromHubThread, log: HubLog | undefined): void {
    switch (message.type) {
      case 'ready':
        return this.#started.resolve();
      case 'failed':
        return this.#started.reject(thrownBy(message));
      case 'result':
      case 'error':
        return this.#calls.settle(message, thrownBy);
      case 'log':
        return log?.(...message.line);
      case 'login':
        return void this.emit('login', message.event);
      case 'logout':
        return void this.emit('logout', message.event);
      default:
        throw new TypeError(`Unknown message ${String(message satisfies never)}`);
    }
  }

  #handleEnd(): void {
    this.#gone ??= new ChatError('ERR_CHAT_HUB_GONE', 'The hub thread has ended', {
      cause: this.#failure,
    });
    this.#calls.close(this.#gone);
    this.#port.close();
  }
}

function thrownBy({ code, message }: { code: string; message: string }): ChatError {
  return new ChatError(code as ChatErrorCode, message);
}

function hubError(what: string, cause?: unknown): ChatError {
  return new ChatError('ERR_CHAT_HUB_GONE', `Hub thread ${what}`, { cause });
}
