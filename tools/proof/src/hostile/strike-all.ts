import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../random.ts';
import type { Attack, Target } from './attack.ts';
import { attacks } from './attacks.ts';
import { strike } from './strike.ts';

/** What is to be done. */
export interface AttackPlan {
  readonly target: Target;
  readonly seed: number;
  readonly connections: number;
  /** So many are there at once, besides the slow ones. */
  readonly atOnce: number;
  /** So many of a hundred are slow: they all come at the beginning, and stay. */
  readonly slowPercent: number;
}

/** How the connections of one kind fared. */
export interface Fared {
  made: number;
  refused: number;
  /** So many could not be judged: the attackers' own machine was too slow. */
  late: number;
  /** What some were told that were not refused. */
  readonly told: string[];
}

/** By the name of the kind. */
export type Outcome = Record<string, Fared>;

/** Slow ones come in at this pace, so that the queue of the system holds them. */
const slowGapMs = 5;

/** Makes all the connections of a plan. */
export async function strikeAll({
  target,
  seed,
  connections,
  atOnce,
  slowPercent,
}: AttackPlan): Promise<Outcome> {
  const random = new Random(seed);
  const outcome: Outcome = {};
  const make = async (attack: Attack): Promise<void> => {
    const fared = (outcome[attack.name] ??= { made: 0, refused: 0, late: 0, told: [] });
    fared.made += 1;
    const { outcome: how, told } = await strike(attack, target, random.fork());
    if (how === 'refused') fared.refused += 1;
    else if (how === 'late') fared.late += 1;
    else if (fared.told.length < 3) fared.told.push(told);
  };

  const slow = Math.floor((connections * slowPercent) / 100);
  const slowKinds = attacks.filter((attack) => attack.slow);
  const holders = Array.from({ length: slow }, async (_, index) => {
    await sleep(index * slowGapMs);
    await make(slowKinds[index % slowKinds.length] as Attack);
  });
  let left = connections - slow;
  const one = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await make(random.weighted(attacks));
    }
  };
  await Promise.all([...holders, ...Array.from({ length: atOnce }, one)]);
  return outcome;
}
