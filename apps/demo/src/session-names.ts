import type { HubThread } from '@threadline/chat';

/** The account that each client of the chat server has logged in with. */
export class SessionNames {
  readonly #names = new Map<number, string>();

  constructor(hub: HubThread) {
    hub.on('login', ({ connectionId, account }) => this.#names.set(connectionId, account));
    hub.on('logout', ({ connectionId }) => this.#names.delete(connectionId));
  }

  /** The account of a client; undefined before it has logged in. */
  nameOf(connectionId: number): string | undefined {
    return this.#names.get(connectionId);
  }
}
