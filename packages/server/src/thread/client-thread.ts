import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DisconnectReason } from '../server-event.ts';
import type {
  ClientThreadData,
  ConnectionMessage,
  FromClientThread,
  ToClientThread,
} from '../protocol.ts';
import { toErrorData } from '../errors.ts';
import type { Handler } from '../handler.ts';
import type { Limits } from '../limits.ts';
import type { TlsMaterial } from '../secure-context.ts';
import { Connection, type ConnectionHost } from './connection.ts';
import { loadHandler } from './load-handler.ts';
import { warmUp } from './warm-up.ts';
import type { Securer } from './secure.ts';
import { ThreadLog } from './context.ts';
import { UnsentWatch } from './meter.ts';

/** A closed handle is freed one turn of the event loop after its 'close' event, that of a failed TLS handshake after two. */
const closingTurns = 5;

/** Runs in a client thread: receives sockets from the listener and calls the handler with each. */
export class ClientThread implements ConnectionHost {
  readonly #workerData: ClientThreadData;
  readonly #connections = new Map<number, Connection>();
  #limits: Limits;
  #securer: Securer | undefined;
  #handler: Handler | undefined;
  #resourcesAtFirst = 0;
  #retired = false;
  /** Open sockets of warm-up clients. */
  #warmingUp = 0;
  readonly log = new ThreadLog((records) => this.#post({ type: 'log', records }));
  readonly unsentWatch = new UnsentWatch(() => this.#limits);

  constructor(workerData: ClientThreadData) {
    this.#workerData = workerData;
    this.#limits = workerData.limits;
  }

  /** Loads the handler, then handles the messages that have been posted meanwhile. */
  async start(): Promise<void> {
    const { port, handler, tls } = this.#workerData;
    try {
      if (tls !== undefined) await this.#setTls(tls);
      this.#handler = await loadHandler(handler);
    } catch (thrown) {
      this.#post({ type: 'load-failed', error: toErrorData(thrown) });
      port.close();
      return;
    }
    this.#resourcesAtFirst = activeResources();
    port.on('message', (message: ToClientThread) => this.#take(message));
    this.#post({ type: 'ready' });
  }

  get handler(): Handler {
    if (this.#handler === undefined) throw new Error('the handler is not loaded yet');
    return this.#handler;
  }

  get services(): ClientThreadData['services'] {
    return this.#workerData.services;
  }

  get data(): unknown {
    return this.#workerData.data;
  }

  limits(): Limits {
    return this.#limits;
  }

  get securer(): Securer | undefined {
    return this.#securer;
  }

  get allowHalfOpen(): boolean {
    return this.#workerData.allowHalfOpen;
  }

  retire(): void {
    if (this.#retired) return;
    this.#retired = true;
    this.#post({ type: 'retire' });
  }

  handshake(state: 'handshake' | 'secured', { id }: Connection): void {
    this.#post({ type: state, id });
  }

  closed(connection: Connection, reason: DisconnectReason): void {
    const { id } = connection;
    if (!this.#connections.delete(id)) return;
    // After the handler's own 'close' listeners, which may log and clear timers.
    setImmediate(() => void this.#left(id, reason));
  }

  async #left(id: number, reason: DisconnectReason): Promise<void> {
    const healthy = await this.#isHealthy();
    const records = this.log.takePending();
    this.#post({ type: 'disconnect', id, reason, healthy, records });
  }

  /** Whether the thread can serve another client: the last one left nothing behind. */
  async #isHealthy(): Promise<boolean> {
    for (let turn = 0; turn < closingTurns; turn++) {
      if (this.#connections.size > 0) return true;
      if (activeResources() - this.#warmingUp <= this.#resourcesAtFirst) return true;
      await nextTurn();
    }
    return false;
  }

  #take(message: ToClientThread): void {
    switch (message.type) {
      case 'connection':
        this.#open(message);
        break;
      case 'warm-up':
        this.#warmingUp += 1;
        warmUp(message.socket, this, () => (this.#warmingUp -= 1));
        break;
      case 'end':
        this.#connections.get(message.id)?.end(message.error);
        break;
      case 'end-handshake':
        this.#connections.get(message.id)?.endHandshake();
        break;
      case 'shutdown':
        for (const connection of this.#connections.values()) connection.abort(message.error);
        break;
      case 'limits':
        this.#limits = message.limits;
        for (const connection of this.#connections.values()) connection.limitsChanged();
        break;
      case 'tls':
        void this.#setTls(message.tls);
        break;
      case 'ping':
        this.#post({ type: 'pong' });
        break;
      case 'log-received':
        this.log.taken();
        break;
      default:
        message satisfies never;
    }
  }

  async #setTls(tls: TlsMaterial): Promise<void> {
    const { Securer } = await import('./secure.ts');
    this.#securer = new Securer(tls);
  }

  #open(message: ConnectionMessage): void {
    const connection = new Connection(message, this);
    this.#connections.set(connection.id, connection);
    connection.open();
  }

  #post(message: FromClientThread): void {
    this.#workerData.port.postMessage(message);
  }
}

/** Kinds of resources that belong to the thread itself, or end with the present turn of the event loop. */
const ignored = new Set([
  'MessagePort',
  'Immediate',
  'TickObject',
  'CloseReq',
  'MicrotaskQueue',
  'ShutdownWrap',
  'WriteWrap',
]);

/**
 * How many timers, sockets and other resources keep this thread's event loop alive, except its ports. If there are more than
 * before the first client, a client left something behind.
 */
function activeResources(): number {
  return process.getActiveResourcesInfo().filter((kind) => !ignored.has(kind)).length;
}
