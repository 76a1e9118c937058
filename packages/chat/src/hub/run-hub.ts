import type { MessagePort } from 'node:worker_threads';
import type { AccountChange } from '../authenticator.ts';
import type { FloodLimits } from '../flood.ts';
import type { Retention } from '../history/history.ts';
import { MemoryHistory } from '../history/memory-history.ts';
import { SqliteHistory, type SqliteHistoryOptions } from '../history/sqlite-history.ts';
import { Hub } from './hub.ts';
import type { HubLog } from './hub-log.ts';
import type { LoginEvent, LogoutEvent } from './login-events.ts';
import { plainError } from './plain-error.ts';
import { serveHub } from './serve-hub.ts';
import type { HubOptions } from './state.ts';

/** How a hub in a thread of its own is set up: the hub's options, but for what cannot be sent to it. */
export interface HubSettings extends Omit<HubOptions, 'history' | 'now' | 'log'> {
  /** A file, or memory. */
  readonly history: SqliteHistoryOptions | ({ readonly file: undefined } & Retention);
}

/** What a hub thread is started with, as its `workerData`. */
export interface HubThreadData {
  readonly settings: HubSettings;
  /** Where servers announce client threads. */
  readonly entry: MessagePort;
  /** Where the hub is told what to do. */
  readonly control: MessagePort;
  /** Where changes of accounts come from. */
  readonly accountChanges: MessagePort | undefined;
}

/** Program → hub thread. */
export type ToHubThread =
  | { readonly type: 'announce'; readonly text: string }
  | { readonly type: 'flood'; readonly limits: FloodLimits | 'off' }
  | { readonly type: 'motd'; readonly lines: readonly string[] }
  | { readonly type: 'explain'; readonly on: boolean }
  | {
      readonly type: 'call';
      readonly id: number;
      readonly method: HubCall;
      readonly args: readonly unknown[];
    }
  | { readonly type: 'close' };

/** The methods of a hub that are answered. */
export type HubCall = 'stats' | 'rooms' | 'bans' | 'ban' | 'unban';

/** Hub thread → program. */
export type FromHubThread =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly code: string; readonly message: string }
  | { readonly type: 'result'; readonly id: number; readonly value: unknown }
  | {
      readonly type: 'error';
      readonly id: number;
      readonly code: string;
      readonly message: string;
    }
  | { readonly type: 'log'; readonly line: Parameters<HubLog> }
  | { readonly type: 'login'; readonly event: LoginEvent }
  | { readonly type: 'logout'; readonly event: LogoutEvent };

/** Runs a hub until it is told to close. */
export function runHub({ settings, entry, control, accountChanges }: HubThreadData): void {
  const say = (message: FromHubThread): void => control.postMessage(message);
  try {
    const { history: kept } = settings;
    const history = kept.file === undefined ? new MemoryHistory(kept) : new SqliteHistory(kept);
    const hub = new Hub({ ...settings, history, log: (...line) => say({ type: 'log', line }) });
    hub.on('login', (event) => say({ type: 'login', event }));
    hub.on('logout', (event) => say({ type: 'logout', event }));
    serveHub(hub, entry);
    accountChanges?.on('message', (changes: AccountChange[]) => hub.applyAccountChanges(changes));
    control.on('message', (message: ToHubThread) => {
      if (message.type !== 'close') return obey(hub, message, say);
      hub.close();
      entry.close();
      control.close();
      accountChanges?.close();
    });
    say({ type: 'ready' });
  } catch (error) {
    const { code = 'ERR_CHAT_HISTORY_FAILED', message } = error as Error & { code?: string };
    say({ type: 'failed', code, message });
    entry.close();
    control.close();
    accountChanges?.close();
  }
}

function obey(
  hub: Hub,
  message: Exclude<ToHubThread, { type: 'close' }>,
  say: (message: FromHubThread) => void,
): void {
  switch (message.type) {
    case 'announce':
      return hub.announce(message.text);
    case 'flood':
      return hub.setFlood(message.limits);
    case 'motd':
      return hub.setMotd(message.lines);
    case 'explain':
      return hub.trace(message.on);
    case 'call':
      return say(call(hub, message));
    default:
      throw new TypeError(`Unknown message ${String(message satisfies never)}`);
  }
}

function call(hub: Hub, { id, method, args }: ToHubThread & { type: 'call' }): FromHubThread {
  try {
    const value = (hub[method] as (...args: readonly unknown[]) => unknown).apply(hub, [...args]);
    return { type: 'result', id, value };
  } catch (error) {
    return { type: 'error', id, ...plainError(error) };
  }
}
