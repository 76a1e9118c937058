import type { ServerEvent } from './faulty-demo.ts';

/** A client as the server has told of it. */
interface Connection {
  readonly id: number;
  readonly threadId: number;
  readonly remotePort: number;
  /** Why it went; undefined while it is there. */
  reason?: string;
}

/**
 * Keeps the books on who had to go and why: what the server tells of its clients and threads on one side, what was done to
 * them on the other. Whoever had to go without anything having been done to it, or to its thread, is a broken promise.
 */
export class Ledger {
  readonly #connections = new Map<number, Connection>();
  readonly #byPort = new Map<number, Connection>();
  readonly #doomedThreads = new Map<number, string>();
  readonly #doomedClients = new Set<number>();
  readonly #crashes = new Map<number, string>();
  readonly #hangs = new Map<number, string>();

  /** Takes a line of the server's. */
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

  /** The server's number of a client, by the client's own port; undefined if it has not told of it yet. */
  find(port: number): Pick<Connection, 'id' | 'threadId'> | undefined {
    return this.#byPort.get(port);
  }

  /** This client has to go, or goes: something was done to it alone. */
  doomClient(id: number): void {
    this.#doomedClients.add(id);
  }

  /** The thread has to go, with all its clients. */
  doomThread(threadId: number, why: string): void {
    this.#doomedThreads.set(threadId, why);
  }

  /** How many clients there were, how many of them went, and how many threads were brought down. */
  get counts(): { connections: number; gone: number; doomedThreads: number } {
    const all = [...this.#connections.values()];
    return {
      connections: all.length,
      gone: all.filter(({ reason }) => reason !== undefined).length,
      doomedThreads: this.#doomedThreads.size,
    };
  }

  /** Clients and threads that went though nothing had been done to them. */
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

  /** Threads that were brought down and still have clients. */
  survivors(): string[] {
    return [...this.#connections.values()]
      .filter(({ reason }) => reason === undefined)
      .flatMap(({ id, threadId }) => {
        const why = this.#doomedThreads.get(threadId);
        return why === undefined ? [] : [`client ${id} is still on thread ${threadId}: ${why}`];
      });
  }
}
