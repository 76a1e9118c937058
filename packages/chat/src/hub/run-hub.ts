import type { MessagePort } from 'node:worker_threads';
import type { Call, Reply } from '../../../../common/threads/port-calls.ts';
import type { AccountChange } from '../authenticator.ts';
import { type HistoryOptions, openHistory } from '../history/open-history.ts';
import { plainError } from './error-reporter.ts';
import { Hub } from './hub.ts';
import type { HubLog, HubSettings } from './hub-options.ts';
import type { LoginEvent, LogoutEvent } from './login-events.ts';

/** The `workerData` of a hub thread. */
export interface HubThreadData {
  readonly settings: HubSettings & { readonly history: HistoryOptions };
  /** The port on which servers announce client threads. */
  readonly entry: MessagePort;
  /** Carries {@link ToHubThread} and {@link FromHubThread}. */
  readonly control: MessagePort;
  /** Receives `AccountChange[]`. */
  readonly accountChanges: MessagePort | undefined;
}

/** The hub's methods that the program's thread calls. */
export type HubMethod =
  | 'announce'
  | 'kick'
  | 'kickAll'
  | 'ban'
  | 'unban'
  | 'bans'
  | 'rooms'
  | 'stats'
  | 'setFlood'
  | 'setMotd'
  | 'trace';

/** Program → hub thread. */
export type ToHubThread = (Call & { readonly method: HubMethod }) | { readonly type: 'close' };

/** Hub thread → program. */
export type FromHubThread =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly code: string; readonly message: string }
  | Reply
  | { readonly type: 'log'; readonly line: Parameters<HubLog> }
  | { readonly type: 'login'; readonly event: LoginEvent }
  | { readonly type: 'logout'; readonly event: LogoutEvent };

/** Server → hub, over the entry port: a client thread has started, and `port` leads to it. */
export interface ClientThread {
  readonly type: 'client-thread';
  readonly threadId: number;
  readonly port: MessagePort;
}

/** Runs a hub in this thread until `close` arrives. */
export function runHub({ settings, entry, control, accountChanges }: HubThreadData): void {
  const send = (message: FromHubThread): void => control.postMessage(message);
  try {
    const hub = new Hub({
      ...settings,
      history: openHistory(settings.history),
      log: (...line) => send({ type: 'log', line }),
    });
    hub.on('login', (event) => send({ type: 'login', event }));
    hub.on('logout', (event) => send({ type: 'logout', event }));
    serveHub(hub, entry);
    accountChanges?.on('message', (changes: AccountChange[]) => hub.applyAccountChanges(changes));
    control.on('message', (message: ToHubThread) => {
      switch (message.type) {
        case 'call':
          return send(call(hub, message));
        case 'close':
          hub.close();
          return closePorts();
        default:
          throw new TypeError(`Unknown message ${String(message satisfies never)}`);
      }
    });
    send({ type: 'ready' });
  } catch (error) {
    const { code = 'ERR_CHAT_HISTORY_FAILED', message } = error as Error & { code?: string };
    send({ type: 'failed', code, message });
    closePorts();
  }

  function closePorts(): void {
    entry.close();
    control.close();
    accountChanges?.close();
  }
}

/** Connects every client thread that a server announces at an entry port to a hub in this thread. */
export function serveHub(hub: Hub, entry: MessagePort): void {
  entry.on('message', ({ type, port, threadId }: ClientThread) => {
    if (type === 'client-thread') hub.attach(port, threadId);
  });
}

function call(hub: Hub, { id, method, args }: ToHubThread & { type: 'call' }): Reply {
  try {
    const value = (hub[method] as (...args: readonly unknown[]) => unknown).apply(hub, [...args]);
    return { type: 'result', id, value };
  } catch (error) {
    return { type: 'error', id, ...plainError(error) };
  }
}
