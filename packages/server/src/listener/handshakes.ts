import { addressOrigin, isLoopback } from '../../../../common/net/origin.ts';
import type { Accepted, ClientWorker } from './client-worker.ts';

/** Maximum TLS handshakes at once. One takes about 60 KB, and most finish within a few round trips. */
const maxHandshakes = 1024;
/** Maximum per origin; loopback is exempt, as from `maxConnectionsPerAddress`. */
const maxHandshakesPerOrigin = 64;
/** A handshake older than this is ended in favor of a new one. */
const patienceMs = 1000;

/** The part of a thread that handshakes use. */
export type HandshakeWorker = Pick<ClientWorker, 'handshakes' | 'post'>;

interface Handshake {
  readonly worker: HandshakeWorker;
  readonly origin: string | undefined;
}

/**
 * The TLS handshakes in progress. Beyond the maximum, the oldest is ended if it is more than a second old, so that clients that
 * don't finish theirs don't block new ones; otherwise the newest is ended.
 */
export class Handshakes {
  /** By client id, the oldest first. */
  readonly #inProgress = new Map<number, Handshake>();
  readonly #byOrigin = new Map<string, Set<number>>();

  /** A client has begun its handshake. */
  begin(
    worker: HandshakeWorker,
    { id, remoteAddress }: Pick<Accepted, 'id' | 'remoteAddress'>,
  ): void {
    const origin = isLoopback(remoteAddress) ? undefined : addressOrigin(remoteAddress);
    worker.handshakes.set(id, performance.now());
    this.#inProgress.set(id, { worker, origin });
    if (this.#inProgress.size > maxHandshakes) this.#displaceOneOf(this.#inProgress.keys(), id);
    if (origin === undefined || !this.#inProgress.has(id)) return;
    const ids = this.#byOrigin.get(origin) ?? new Set();
    this.#byOrigin.set(origin, ids.add(id));
    if (ids.size > maxHandshakesPerOrigin) this.#displaceOneOf(ids, id);
  }

  /** A client has finished its handshake, or is gone. */
  end(id: number): void {
    const handshake = this.#inProgress.get(id);
    if (handshake === undefined) return;
    const { worker, origin } = handshake;
    worker.handshakes.delete(id);
    this.#inProgress.delete(id);
    if (origin === undefined) return;
    const ids = this.#byOrigin.get(origin);
    ids?.delete(id);
    if (ids?.size === 0) this.#byOrigin.delete(origin);
  }

  #displaceOneOf(ids: Iterable<number>, newest: number): void {
    const [oldest = newest] = ids;
    const { worker } = this.#inProgress.get(oldest) ?? {};
    const since = worker?.handshakes.get(oldest) ?? 0;
    this.#displace(performance.now() - since >= patienceMs ? oldest : newest);
  }

  #displace(id: number): void {
    const worker = this.#inProgress.get(id)?.worker;
    this.end(id);
    worker?.post({ type: 'end-handshake', id });
  }
}
