import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { ChatError, type ChatErrorCode } from '../errors.ts';
import { checkFlood, type FloodLimits } from '../flood.ts';
import type { HubFigures } from './hub.ts';
import type { FromHubThread, HubSettings, HubThreadData, ToHubThread } from './run-hub.ts';
import type { HubLog } from './world.ts';

/** A hub in a thread of its own, seen from the thread that started it. */
export interface HubThread extends AsyncDisposable {
  /** The port where a server announces its client threads; hand it over, it is moved. */
  readonly entry: MessagePort;
  /** Shows a line to every client. */
  announce(text: string): void;
  /** Changes how fast clients may talk. @throws RangeError */
  setFlood(limits: FloodLimits | 'off'): void;
  /** Changes the lines shown to those who come in. */
  setMotd(lines: readonly string[]): void;
  /** What the hub counted. @throws ChatError `ERR_CHAT_HUB_GONE` */
  figures(): Promise<HubFigures>;
  /** Resolves when the thread has ended, with the error if it was not told to. */
  readonly ended: Promise<Error | undefined>;
  /** Ends the turn, closes the history and the thread. Safe to call again. */
  close(): Promise<void>;
}

/** Settings of a hub thread, and where its log goes. */
export interface StartHubOptions extends HubSettings {
  readonly log?: HubLog;
}

/**
 * Starts a hub in a thread of its own and resolves when its history is open.
 *
 * @throws ChatError `ERR_CHAT_HISTORY_DAMAGED` or `ERR_CHAT_HISTORY_NEWER`.
 */
export async function startHub({ log, ...settings }: StartHubOptions): Promise<HubThread> {
  const entry = new MessageChannel();
  const control = new MessageChannel();
  const workerData: HubThreadData = { settings, entry: entry.port1, control: control.port1 };
  const worker = new Worker(new URL(import.meta.resolve('#hub-thread')), {
    workerData,
    transferList: [entry.port1, control.port1],
    name: 'chat hub',
  });
  const port = control.port2;
  const tell = (message: ToHubThread): void => port.postMessage(message);
  const asked = new Map<number, PromiseWithResolvers<HubFigures>>();
  const ready = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<Error | undefined>();
  let failure: Error | undefined;
  let over = false;
  let lastId = 0;

  port.on('message', (message: FromHubThread) => {
    switch (message.type) {
      case 'ready':
        return ready.resolve();
      case 'failed':
        return ready.reject(new ChatError(message.code as ChatErrorCode, message.message));
      case 'figures':
        asked.get(message.id)?.resolve(message.figures);
        return void asked.delete(message.id);
      case 'log':
        return log?.(...message.line);
      default:
        throw new TypeError(`Unknown message ${String(message satisfies never)}`);
    }
  });
  worker.on('error', (error: Error) => (failure = error));
  worker.on('exit', () => {
    over = true;
    const error = new ChatError('ERR_CHAT_HUB_GONE', 'The hub thread has ended', {
      cause: failure,
    });
    ready.reject(failure ?? error);
    for (const { reject } of asked.values()) reject(error);
    asked.clear();
    port.close();
    ended.resolve(failure);
  });

  await ready.promise;
  const close = async (): Promise<void> => {
    tell({ type: 'close' });
    await ended.promise;
  };
  return {
    entry: entry.port2,
    announce: (text) => tell({ type: 'announce', text }),
    setFlood: (limits) =>
      tell({ type: 'flood', limits: limits === 'off' ? limits : checkFlood(limits) }),
    setMotd: (lines) => tell({ type: 'motd', lines }),
    figures: () => {
      const answer = Promise.withResolvers<HubFigures>();
      if (over) answer.reject(new ChatError('ERR_CHAT_HUB_GONE', 'The hub thread has ended'));
      lastId += 1;
      asked.set(lastId, answer);
      tell({ type: 'figures', id: lastId });
      return answer.promise;
    },
    ended: ended.promise,
    close,
    [Symbol.asyncDispose]: close,
  };
}
