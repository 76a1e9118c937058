import { codeOf } from '../../../../common/thrown.ts';
import type { Connection } from '../connection/connection.ts';
import type { Conversations } from '../history/conversations.ts';
import type { Emit } from '../rooms/events.ts';
import { setAway, tryJoin } from '../rooms/queries.ts';
import type { ClientState } from '../rooms/rooms.ts';
import type { Outbox } from './outbox.ts';

/** Restores the state of the last connection on a new one: rooms, missed messages, away status, unsent messages. */
export class Restorer {
  readonly #state: ClientState;
  readonly #conversations: Conversations;
  readonly #outbox: Outbox;
  readonly #emit: Emit;
  /** Rooms from the options that were not joined yet. A room left later is not joined again. */
  readonly #pendingRooms: Set<string>;
  #awayReason = '';

  constructor(
    state: ClientState,
    conversations: Conversations,
    outbox: Outbox,
    emit: Emit,
    rooms: readonly string[],
  ) {
    this.#state = state;
    this.#conversations = conversations;
    this.#outbox = outbox;
    this.#emit = emit;
    this.#pendingRooms = new Set(rooms);
  }

  /**
   * Rejects if the connection is lost; the next one continues where this one stopped.
   *
   * @param resumed whether the connection replaces a lost one
   */
  async restore(connection: Connection, resumed: boolean): Promise<void> {
    const complete = resumed ? await this.#conversations.restore(connection) : [];
    await this.#joinPending(connection);
    if (resumed) await this.#restoreAway(connection);
    const verifiable = new Set(complete.map((room) => this.#state.fold(room)));
    this.#outbox.rejectUnverifiable((target) => verifiable.has(this.#state.fold(target)));
    this.#outbox.resume(connection);
  }

  /** Sets the away status, on this connection and later ones; '' ends it. If the server refuses, it stays as it was. */
  async setAway(connection: Connection, reason: string): Promise<void> {
    await setAway(connection, reason);
    this.#awayReason = reason;
  }

  async #joinPending(connection: Connection): Promise<void> {
    if (this.#pendingRooms.size === 0) return;
    await connection.ready();
    for (const room of this.#pendingRooms) {
      const isIn = this.#state.rooms.has(room);
      const refusal = isIn ? undefined : await tryJoin(connection, room);
      this.#pendingRooms.delete(room);
      if (refusal !== undefined) this.#emit('reply', refusal);
    }
  }

  async #restoreAway(connection: Connection): Promise<void> {
    if (this.#awayReason === '') return;
    try {
      await setAway(connection, this.#awayReason);
    } catch (error) {
      // A server that refuses the status now does not prevent anything else.
      const code = codeOf(error);
      if (code !== 'ERR_CLIENT_REFUSED' && code !== 'ERR_CLIENT_UNSUPPORTED') throw error;
    }
  }
}
