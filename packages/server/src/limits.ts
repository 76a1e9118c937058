import { connectionsBeside } from './machine/capacity.ts';
import { ServerError } from './errors.ts';
import {
  expectInteger,
  maxTimeoutMs,
  shown,
  typeError,
} from '../../../common/options/expect-options.ts';
import { type MachineLimits, readMachineLimits } from './machine/machine-limits.ts';

/** Limits that `setLimits()` can change while the server runs. */
export interface Limits {
  /** Maximum clients at once; more are sent `refusal` and closed. @default what the descriptors allow, at most 10_000 */
  maxConnections: number;
  /** Maximum clients at once from one IPv4 address or IPv6 /64; loopback is exempt. 0 means no limit. @default 16 */
  maxConnectionsPerAddress: number;
  /** The line sent to a refused client, without its line end. If empty, the client is closed without one. @default 'Server full, try later' */
  refusal: string;
  /** A client that neither sends nor receives anything for this long is closed. 0 means never. @default 0 */
  idleTimeoutMs: number;
  /**
   * TCP keep-alive: how long a connection is idle before the kernel probes it, in whole seconds up to
   * 32,767. 0 turns it off. @default 60_000
   */
  keepAliveMs: number;
  /** A client with more unsent bytes than this is closed. @default 1_048_576 */
  maxUnsentBytes: number;
  /** A client that reads none of its unsent bytes for this long is closed. 0 means never. @default 30_000 */
  stallTimeoutMs: number;
  /** A thread whose event loop is blocked for this long is ended. 0 means never. @default 10_000 */
  hangTimeoutMs: number;
  /** How long a TLS handshake may take; unfinished ones end after 80 to 100 % of it. @default 5_000 */
  handshakeTimeoutMs: number;
}

/** The default limits. */
export function defaultLimits(maxConnections: number): Limits {
  return {
    maxConnections,
    maxConnectionsPerAddress: 16,
    refusal: 'Server full, try later',
    idleTimeoutMs: 0,
    keepAliveMs: 60_000,
    maxUnsentBytes: 1_048_576,
    stallTimeoutMs: 30_000,
    hangTimeoutMs: 10_000,
    handshakeTimeoutMs: 5_000,
  };
}

/** The names of all limits. */
export const limitNames = Object.keys(defaultLimits(1)) as readonly (keyof Limits)[];

/**
 * Returns the limits if they are valid and the machine can support them in addition to the threads.
 *
 * @param threads client threads of the whole process
 * @throws {RangeError | TypeError} for the first invalid one
 * @throws {ServerError} `ERR_SERVER_CAPACITY` for more connections than there are descriptors
 */
export function checkLimits(
  limits: Limits,
  threads: number,
  machine: MachineLimits = readMachineLimits(),
): Limits {
  validate(limits);
  const { maxConnections } = limits;
  const sockets = connectionsBeside(threads, machine);
  if (maxConnections <= sockets) return limits;
  throw new ServerError(
    'ERR_SERVER_CAPACITY',
    `Cannot serve ${maxConnections} connections beside ${threads} threads: the limit of ${machine.maxDescriptors} open files leaves ${Math.max(0, sockets)}`,
  );
}

function validate(limits: Limits): void {
  expectInteger('maxConnections', limits.maxConnections, 1);
  expectInteger('maxConnectionsPerAddress', limits.maxConnectionsPerAddress, 0);
  if (typeof limits.refusal !== 'string' || /[\r\n]/.test(limits.refusal)) {
    throw typeError(`Expected \`refusal\` to be one line of text, got ${shown(limits.refusal)}`);
  }
  expectInteger('idleTimeoutMs', limits.idleTimeoutMs, 0, maxTimeoutMs);
  if (limits.keepAliveMs !== 0)
    expectInteger('keepAliveMs', limits.keepAliveMs, 1000, maxKeepAliveMs);
  expectInteger('maxUnsentBytes', limits.maxUnsentBytes, 1);
  expectInteger('stallTimeoutMs', limits.stallTimeoutMs, 0, maxTimeoutMs);
  expectInteger('hangTimeoutMs', limits.hangTimeoutMs, 0, maxTimeoutMs);
  expectInteger('handshakeTimeoutMs', limits.handshakeTimeoutMs, 1, maxTimeoutMs);
}

/** Linux stores the seconds in 15 bits (tcp(7)). */
const maxKeepAliveMs = 32_767_000;
