import { addressOrigin } from '../../../../common/net/origin.ts';
import { TokenBucket } from '../token-bucket.ts';
import type { Context } from './context.ts';

/** Records each address may cause in one thread: enough for tools that ban addresses that guess passwords. */
const rate = { burst: 20, perSecond: 1 / 6 };
/** How many addresses are remembered. */
const maxOrigins = 1000;

interface Origin {
  readonly bucket: TokenBucket;
  skipped: number;
}

const origins = new Map<string, Origin>();

/**
 * Logs something that clients can cause without logging in, up to a rate per address. Records beyond it are counted; the
 * next record written for the address holds their number as `skipped`.
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
  // The map is in order of last use, so that its first entry is the one to forget.
  origins.delete(key);
  const origin = known ?? { bucket: new TokenBucket(rate, performance.now()), skipped: 0 };
  origins.set(key, origin);
  const [oldest] = origins.keys();
  if (origins.size > maxOrigins && oldest !== undefined) origins.delete(oldest);
  return origin;
}
