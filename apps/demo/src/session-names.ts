import type { ThreadedServer } from '@threadline/server';

/** Which account each client of a chat server has logged in with, as its thread's log tells. */
export class SessionNames {
  readonly #names = new Map<number, string>();

  constructor(server: ThreadedServer) {
    server.on('log', ({ message, connectionId, fields }) => {
      const name = fields?.['name'];
      if (message === 'logged in' && connectionId !== undefined && typeof name === 'string') {
        this.#names.set(connectionId, name);
      }
    });
    server.on('disconnect', ({ id }) => this.#names.delete(id));
  }

  /** The account of a client; undefined before it has logged in. */
  nameOf(connectionId: number): string | undefined {
    return this.#names.get(connectionId);
  }
}
