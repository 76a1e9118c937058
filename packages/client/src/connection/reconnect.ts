import type { ClientError } from '../errors.ts';
import type { ReconnectOptions } from './client-options.ts';

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
