import type { ClientError } from '../errors.ts';
import type { ReconnectOptions } from '../connection/client-options.ts';
import { codeOf } from '../../../../common/thrown.ts';
import type { Connection } from '../connection/connection.ts';
import type { Conversations } from '../history/conversations.ts';
import type { Emit } from '../rooms/events.ts';
import { setAway, tryJoin } from '../rooms/queries.ts';
import type { ClientState } from '../rooms/rooms.ts';
import type { Outbox } from './outbox.ts';

/** Errors after which another attempt would fail in the same way. */
const permanentErrors = new Set([
  'ERR_CLIENT_LOGIN_REFUSED',
  'ERR_CLIENT_NAME_REFUSED',
  'ERR_CLIENT_TLS',
  'ERR_CLIENT_CLOSED',
  'ERR_CLIENT_ABORTED',
  'ERR_CLIENT_INVALID',
  'ERR_CLIENT_OVERFLOW',
]);

/** Whether reconnecting after this error is pointless. */
export function isPermanent({ code }: ClientError): boolean {
  return permanentErrors.has(code);
}

/** After a connection this long the delays start over, in ms. */
const stableMs = 10_000;

/** The delays before reconnection attempts: they double each time, and between half and all of each is random. */
export class Backoff {
  readonly #initialMs: number;
  readonly #maxMs: number;
  readonly #maxAttempts: number;
  readonly #random: () => number;
  #attempts = 0;

  constructor(
    { initialDelayMs = 500, maxDelayMs = 30_000, maxAttempts = Infinity }: ReconnectOptions = {},
    random: () => number = Math.random,
  ) {
    this.#initialMs = initialDelayMs;
    this.#maxMs = maxDelayMs;
    this.#maxAttempts = maxAttempts;
    this.#random = random;
  }

  /** How many attempts were made since the last stable connection. */
  get attempts(): number {
    return this.#attempts;
  }

  /** The delay before the next attempt, in ms; undefined if there are none left. */
  next(): number | undefined {
    if (this.#attempts >= this.#maxAttempts) return undefined;
    const full = Math.min(this.#maxMs, this.#initialMs * 2 ** Math.min(this.#attempts, 30));
    this.#attempts += 1;
    return Math.round(full / 2 + (full / 2) * this.#random());
  }

  /** Starts over if a connection was stable. */
  connectionEnded(durationMs: number): void {
    if (durationMs >= stableMs) this.#attempts = 0;
  }
}

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
