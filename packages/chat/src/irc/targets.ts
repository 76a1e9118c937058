import type { Reply } from './reply.ts';

/** So many targets may a command have, as `TARGMAX` tells clients. */
export const maxTargets = 4;

/** What is said of targets beyond those. */
export const tooMany = `No more than ${maxTargets} at once`;

/** The targets in a list. Of more than there may be the first ones count, and which do not is told. */
export function targetsOf(list: string, reply: Reply): string[] {
  const targets = list.split(',');
  const beyond = targets.slice(maxTargets);
  if (beyond.length > 0) reply.numeric('407', beyond.join(','), tooMany);
  return targets.slice(0, maxTargets);
}

/** How many lines a command with these targets counts as: each target is one. */
export function lineCount(list: string): number {
  return Math.min(list.split(',').length, maxTargets);
}
