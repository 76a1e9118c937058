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
import { rehearse } from './rehearsal.ts';
import type { Securer } from './secure.ts';
import { ThreadLog } from './thread-log.ts';
import { UnsentWatch } from './meter.ts';

/** A closed handle is gone a turn of the event loop after its 'close' event, one of a broken TLS handshake two. */
const closingTurns = 5;

/** The inside of a client thread: takes the sockets the listener hands over and runs the handler with each. */
export class ClientThread implements ConnectionHost {
  readonly #born: ClientThreadData;
  readonly #connections = new Map<number, Connection>();
  #limits: Limits;
  #securer: Securer | undefined;
  #handler: Handler | undefined;
  #resourcesAtFirst = 0;
  #retired = false;
  /** Sockets of rehearsals that are not closed yet. */
  #rehearsing = 0;
  readonly log = new ThreadLog((records) => this.#post({ type: 'log', records }));
  readonly unsentWatch = new UnsentWatch(() => this.#limits);

  constructor(born: ClientThreadData) {
    this.#born = born;
    this.#limits = born.limits;
  }

  /** Loads the handler, then takes what has been posted meanwhile. */
  async start(): Promise<void> {
    const { port, handler, tls } = this.#born;
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
    return this.#born.services;
  }

  get data(): unknown {
    return this.#born.data;
  }

  limits(): Limits {
    return this.#limits;
  }

  get securer(): Securer | undefined {
    return this.#securer;
  }

  get allowHalfOpen(): boolean {
    return this.#born.allowHalfOpen;
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
    // The handler's own 'close' listeners still run in this turn: they may log, and clear its timers.
    setImmediate(() => void this.#left(id, reason));
  }

  async #left(id: number, reason: DisconnectReason): Promise<void> {
    const healthy = await this.#isHealthy();
    const records = this.log.takePending();
    this.#post({ type: 'disconnect', id, reason, healthy, records });
  }

  /** Whether another client may have this thread: the last one left nothing behind. */
  async #isHealthy(): Promise<boolean> {
    for (let turn = 0; turn < closingTurns; turn++) {
      if (this.#connections.size > 0) return true;
      if (activeResources() - this.#rehearsing <= this.#resourcesAtFirst) return true;
      await nextTurn();
    }
    return false;
  }

  #take(message: ToClientThread): void {
    switch (message.type) {
      case 'connection':
        this.#open(message);
        break;
      case 'rehearse':
        this.#rehearsing += 1;
        rehearse(message.socket, this, () => (this.#rehearsing -= 1));
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
      case 'log-taken':
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
    this.#born.port.postMessage(message);
  }
}

/** Kinds of resources that belong to the thread itself, or are gone by the next turn of the event loop. */
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
 * How many timers, sockets and other resources keep this thread's event loop alive, beside its ports. Measured before
 * the first client and after the last one left, it tells whether a client left something behind.
 */
export function activeResources(): number {
  return process.getActiveResourcesInfo().filter((kind) => !ignored.has(kind)).length;
}
