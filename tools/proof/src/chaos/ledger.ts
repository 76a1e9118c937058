import type { ServerEvent } from './faulty-demo.ts';

/** A client, as reported by the server. */
interface Connection {
  readonly id: number;
  readonly threadId: number;
  readonly remotePort: number;
  /** Why it was disconnected; undefined while it is connected. */
  reason?: string;
}

/**
 * Records which clients were disconnected, as the server reports it, and which actions explain it. A client that was
 * disconnected without an action on it or its thread is a broken promise.
 */
export class Ledger {
  readonly #connections = new Map<number, Connection>();
  readonly #byPort = new Map<number, Connection>();
  readonly #doomedThreads = new Map<number, string>();
  readonly #doomedClients = new Set<number>();
  readonly #crashes = new Map<number, string>();
  readonly #hangs = new Map<number, string>();

  /** Handles a line of the server's output. */
  take(line: string): void {
    if (!line.startsWith('{"event":')) return;
    const event = JSON.parse(line) as ServerEvent;
    switch (event.event) {
      case 'connection': {
        const connection = { ...event };
        this.#connections.set(event.id, connection);
        this.#byPort.set(event.remotePort, connection);
        return;
      }
      case 'disconnect': {
        const connection = this.#connections.get(event.id);
        if (connection) connection.reason = event.reason;
        return;
      }
      case 'crash':
        this.#crashes.set(event.threadId, event.message);
        return;
      case 'unresponsive':
        this.#hangs.set(event.threadId, `silent for ${Math.round(event.silentMs)} ms`);
        return;
      default:
        event satisfies never;
    }
  }

  /** The connection id of a client, by the client's port; undefined if it was not reported yet. */
  find(port: number): Pick<Connection, 'id' | 'threadId'> | undefined {
    return this.#byPort.get(port);
  }

  /** An action disconnects this client alone. */
  doomClient(id: number): void {
    this.#doomedClients.add(id);
  }

  /** An action ends this thread with all its clients. */
  doomThread(threadId: number, why: string): void {
    this.#doomedThreads.set(threadId, why);
  }

  /** The numbers of connections, of disconnected clients, and of threads that were brought down. */
  get counts(): { connections: number; gone: number; doomedThreads: number } {
    const all = [...this.#connections.values()];
    return {
      connections: all.length,
      gone: all.filter(({ reason }) => reason !== undefined).length,
      doomedThreads: this.#doomedThreads.size,
    };
  }

  /** Clients and threads that ended without an action on them. */
  innocents(): string[] {
    const clients = [...this.#connections.values()]
      .filter(({ reason }) => reason !== undefined)
      .filter(
        ({ id, threadId }) => !this.#doomedClients.has(id) && !this.#doomedThreads.has(threadId),
      )
      .map(({ id, threadId, reason }) => `client ${id} on thread ${threadId} went by "${reason}"`);
    const threads = [...this.#crashes, ...this.#hangs]
      .filter(([threadId]) => !this.#doomedThreads.has(threadId))
      .map(([threadId, what]) => `thread ${threadId} went: ${what}`);
    return [...clients, ...threads];
  }

  /** Threads that were brought down, but still have clients. */
  survivors(): string[] {
    return [...this.#connections.values()]
      .filter(({ reason }) => reason === undefined)
      .flatMap(({ id, threadId }) => {
        const why = this.#doomedThreads.get(threadId);
        return why === undefined ? [] : [`client ${id} is still on thread ${threadId}: ${why}`];
      });
  }
}
