import type { Reply } from './reply.ts';

/** So many may one message go to, as `TARGMAX` tells clients; */
export const maxTargets = 4;
/** and so many channels may `JOIN`, `PART` and `NAMES` have: as many as one may be in by default. */
export const maxChannels = 20;

/** The channels in a list. Of more than there may be the first ones count, and which do not is told. */
export function channelsOf(list: string, reply: Reply): string[] {
  const channels = list.split(',');
  const beyond = channels.slice(maxChannels);
  if (beyond.length > 0) {
    reply.numeric('407', beyond.join(','), `No more than ${maxChannels} at once`);
  }
  return channels.slice(0, maxChannels);
}

/** How many lines a command with this list counts as: each target is one. */
export function lineCount(list: string): number {
  return Math.min(list.split(',').length, maxChannels);
}
