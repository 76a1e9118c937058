import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { ChatError, type ChatErrorCode } from '../errors.ts';
import { checkFlood, type FloodLimits } from '../flood.ts';
import { watchThread } from '../../../../common/threads/watch-thread.ts';
import type { BanState } from '../protocol/requests.ts';
import type { HubStats } from './stats.ts';
import { HubCalls } from './hub-calls.ts';
import type { LoginEvents } from './login-events.ts';
import type { HubLog } from './hub-log.ts';
import { checkMotd } from './motd.ts';
import type { BanOptions } from './moderation.ts';
import type { RoomSummary } from './room-list.ts';
import type { FromHubThread, HubSettings, HubThreadData, ToHubThread } from './run-hub.ts';

/** A hub in a thread of its own, seen from the thread that started it. Emits `login` and `logout`. */
export interface HubThread extends EventEmitter<LoginEvents>, AsyncDisposable {
  /** The port where a server announces its client threads; hand it over, it is moved. */
  readonly entry: MessagePort;
  /** Shows a line to every client. */
  announce(text: string): void;
  /** Changes how fast clients may talk. @throws RangeError */
  setFlood(limits: FloodLimits | 'off'): void;
  /** Changes the lines shown to those who come in. @throws RangeError if they are more than 16 KiB */
  setMotd(lines: readonly string[]): void;
  /** Tells in the log, or no more, what becomes of each message, but not what it says. @default false */
  trace(on: boolean): void;
  /** What the hub counted. @throws ChatError `ERR_CHAT_HUB_GONE`, as all that follow. */
  stats(): Promise<HubStats>;
  /** The rooms with somebody in them, the fullest first. */
  rooms(): Promise<RoomSummary[]>;
  /** The bans in force. */
  bans(): Promise<BanState[]>;
  /**
   * Keeps an account or an address out, and closes the sessions it has.
   *
   * @throws ChatError `ERR_CHAT_BAD_INPUT` or `ERR_CHAT_FULL`.
   */
  ban(target: string, options?: BanOptions): Promise<void>;
  /** Ends a ban; false if there was none. */
  unban(target: string): Promise<boolean>;
  /**
   * Resolves when the thread has ended, with the error that ended it if that was not `close()`: it crashed, or did not
   * answer for `hangTimeoutMs` and was terminated. Clients are told that the chat is closed.
   */
  readonly ended: Promise<Error | undefined>;
  /** Ends the turn, closes the history and the thread. Safe to call again. */
  close(): Promise<void>;
}

/** Settings of a hub thread, and where its log goes. */
export interface StartHubOptions extends HubSettings {
  readonly log?: HubLog;
  /** A port that brings `AccountChange[]`, as the accounts tell of them; it is moved. @default sessions follow none */
  readonly accountChanges?: MessagePort | undefined;
  /** How long the thread may go without turning its event loop before it is terminated; 0: for ever. @default 20_000 */
  readonly hangTimeoutMs?: number;
}

/**
 * Starts a hub in a thread of its own and resolves when its history is open.
 *
 * @throws RangeError if `motd` is too long
 * @throws ChatError `ERR_CHAT_HISTORY_DAMAGED` or `ERR_CHAT_HISTORY_NEWER`.
 */
export async function startHub({
  log,
  accountChanges,
  hangTimeoutMs = 20_000,
  ...settings
}: StartHubOptions): Promise<HubThread> {
  checkMotd(settings.motd ?? []);
  const entry = new MessageChannel();
  const control = new MessageChannel();
  const ports = { entry: entry.port1, control: control.port1, accountChanges };
  const workerData: HubThreadData = { settings, ...ports };
  const worker = new Worker(new URL(import.meta.resolve('#hub-thread')), {
    workerData,
    transferList: Object.values(ports).filter((port) => port !== undefined),
    name: 'chat hub',
  });
  const port = control.port2;
  const tell = (message: ToHubThread): void => port.postMessage(message);
  const calls = new HubCalls(tell);
  const events = new EventEmitter<LoginEvents>();
  const ready = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<Error | undefined>();
  let failure: Error | undefined;
  let closing = false;
  let stopWatching = (): void => {};

  port.on('message', (message: FromHubThread) => {
    switch (message.type) {
      case 'ready':
        return ready.resolve();
      case 'failed':
        return ready.reject(new ChatError(message.code as ChatErrorCode, message.message));
      case 'result':
      case 'error':
        return calls.settle(message);
      case 'log':
        return log?.(...message.line);
      case 'login':
        return void events.emit('login', message.event);
      case 'logout':
        return void events.emit('logout', message.event);
      default:
        throw new TypeError(`Unknown message ${String(message satisfies never)}`);
    }
  });
  const lose = (cause?: Error): void => {
    const error = new ChatError('ERR_CHAT_HUB_GONE', 'The hub thread has ended', { cause });
    ready.reject(cause ?? error);
    calls.lose(error);
    port.close();
  };
  worker.on('error', (error: unknown) => {
    failure ??= hubError(
      `crashed: ${error instanceof Error ? error.message : String(error)}`,
      error,
    );
  });
  worker.on('exit', (code) => {
    stopWatching();
    if (!closing) failure ??= hubError(`crashed: exit code ${code}`);
    lose(failure);
    ended.resolve(failure);
  });

  await ready.promise;
  if (hangTimeoutMs > 0) {
    stopWatching = watchThread(worker, {
      timeoutMs: hangTimeoutMs,
      ping: () => calls.call('stats'),
      onUnresponsive: (silentMs) => {
        failure ??= hubError(`unresponsive for ${silentMs} ms`);
        lose(failure);
        void worker.terminate();
      },
    });
  }
  const close = async (): Promise<void> => {
    closing = true;
    tell({ type: 'close' });
    await ended.promise;
  };
  return Object.assign(events, {
    entry: entry.port2,
    announce: (text: string) => tell({ type: 'announce', text }),
    setFlood: (limits: FloodLimits | 'off') =>
      tell({ type: 'flood', limits: limits === 'off' ? limits : checkFlood(limits) }),
    setMotd: (lines: readonly string[]) => tell({ type: 'motd', lines: checkMotd(lines) }),
    trace: (on: boolean) => tell({ type: 'explain', on }),
    stats: () => calls.call('stats'),
    rooms: () => calls.call('rooms'),
    bans: () => calls.call('bans'),
    ban: (target: string, options: BanOptions = {}) => calls.call('ban', target, options),
    unban: (target: string) => calls.call('unban', target),
    ended: ended.promise,
    close,
    [Symbol.asyncDispose]: close,
  });
}

function hubError(what: string, cause?: unknown): ChatError {
  return new ChatError('ERR_CHAT_HUB_GONE', `Hub thread ${what}`, { cause });
}
