import type { Request } from './requests.ts';

const kib = 1024;

/**
 * About how many bytes the answer to a request can have at most. Each kind of answer has a bound, however much there is
 * to tell: what can be longer is a list, and comes in parts.
 */
export function maxResponseBytes({ type }: Request): number {
  switch (type) {
    case 'history':
      return 24 * kib;
    case 'search':
    case 'conversations':
      return 64 * kib;
    // The last messages of the room, and the first names.
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

/** The most bytes of the lines shown to everyone who comes in: every newcomer gets them, also before it logs in. */
export const maxMotdBytes = 16 * 1024;
