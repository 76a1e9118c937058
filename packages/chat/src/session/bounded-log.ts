import { addressOrigin } from '../../../../common/net/origin.ts';
import { TokenBucket } from '../token-bucket.ts';
import type { Context } from './context.ts';

/** Records that clients of one address can cause, in one thread: enough for tools that ban who guesses passwords. */
const rate = { burst: 20, perSecond: 1 / 6 };
/** So many addresses are remembered at once. */
const maxOrigins = 1000;

interface Origin {
  readonly bucket: TokenBucket;
  skipped: number;
}

const origins = new Map<string, Origin>();

/**
 * Logs what anybody can cause without being known here. Beyond a budget for each address records are only counted; the
 * next one of the address that is written says how many, as `skipped`.
 */
export function logBounded(
  context: Context,
  level: Parameters<Context['log']>[0],
  message: string,
  fields: Record<string, unknown>,
): void {
  const origin = originOf(context.remoteAddress);
  if (origin.bucket.take(performance.now()) > 0) {
    origin.skipped += 1;
    return;
  }
  const { skipped } = origin;
  origin.skipped = 0;
  context.log(level, message, skipped === 0 ? fields : { ...fields, skipped });
}

function originOf(address: string): Origin {
  const key = addressOrigin(address);
  const known = origins.get(key);
  // The ones used last stand last.
  origins.delete(key);
  const origin = known ?? { bucket: new TokenBucket(rate, performance.now()), skipped: 0 };
  origins.set(key, origin);
  const [oldest] = origins.keys();
  if (origins.size > maxOrigins && oldest !== undefined) origins.delete(oldest);
  return origin;
}
