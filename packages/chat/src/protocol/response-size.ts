import type { Request } from './requests.ts';

const kib = 1024;

/**
 * Returns the approximate maximum size of the response to a request, in bytes. Every response is bounded, because
 * lists are paginated.
 */
export function maxResponseBytes({ type }: Request): number {
  switch (type) {
    case 'history':
      return 24 * kib;
    case 'search':
    case 'conversations':
      return 64 * kib;
    // Includes the replayed messages and the first member names.
    case 'enter':
    case 'join':
      return 32 * kib;
    case 'who':
    case 'names':
    case 'rooms':
    case 'bans':
      return 16 * kib;
    case 'check-address':
      return maxMotdBytes + kib;
    case 'whois':
    case 'present':
      return 8 * kib;
    default:
      return 2 * kib;
  }
}

/** Maximum size of the message of the day, in bytes. Every client receives it, even before login. */
export const maxMotdBytes = 16 * 1024;
