import { setTimeout as pause } from 'node:timers/promises';
import type { Case } from './cases.ts';
import { type FigureName, figures, type Measured } from './figures.ts';
import type { Effort } from './measures/measure.ts';
import type { Peer } from './peers.ts';
import { Results } from './results.ts';
import { ServerProcess } from './server-process.ts';
import { formatNumber } from './table.ts';

/** Time for the kernel to clear up behind the processes of the measurement before. */
const restMs = 250;

/** What is run, and how. */
export interface RoundsPlan {
  readonly cases: readonly Case[];
  readonly peers: readonly Peer[];
  readonly rounds: number;
  readonly effort: Effort;
  /** Told a line for each measurement. */
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
}

/** What came of it: the results, and what could not be measured. */
export interface RoundsOutcome {
  readonly results: Results;
  readonly failures: string[];
}

/**
 * Measures in rounds. In each round every case is measured at all peers, one right after the other (A B C D, A B C D,
 * …), each time with a fresh server and fresh load processes.
 */
export async function runRounds(plan: RoundsPlan): Promise<RoundsOutcome> {
  const outcome: RoundsOutcome = { results: new Results(), failures: [] };
  const steps = plan.cases.flatMap((measured) =>
    plan.peers
      .filter(({ name }) => measured.without?.includes(name) !== true)
      .map((peer) => ({ measured, peer })),
  );
  let step = 0;
  for (let round = 1; round <= plan.rounds; round += 1) {
    for (const { measured, peer } of steps) {
      if (plan.signal.aborted) return outcome;
      step += 1;
      const where = `[${step}/${steps.length * plan.rounds}] round ${round} ${measured.name} ${peer.name}`;
      try {
        await pause(restMs);
        const figuresNow = await measureOnce(measured, peer, plan.effort);
        outcome.results.add({
          case: measured.name,
          peer: peer.name,
          round,
          measured: figuresNow,
        });
        plan.progress(`${where}: ${shortly(figuresNow)}`);
      } catch (error) {
        if (plan.signal.aborted) return outcome;
        const failure = `${where}: FAILED: ${error instanceof Error ? error.message : String(error)}`;
        outcome.failures.push(failure);
        plan.progress(failure);
      }
    }
  }
  return outcome;
}

async function measureOnce(measured: Case, peer: Peer, effort: Effort): Promise<Measured> {
  await using server = await ServerProcess.start(peer, measured.options);
  return await measured.measure(peer.name)(server, effort);
}

function shortly(measured: Measured): string {
  return (Object.keys(figures) as FigureName[])
    .flatMap((name) => {
      const value = measured[name];
      const { unit, digits } = figures[name];
      return value === undefined ? [] : [`${name} ${formatNumber(value, digits)} ${unit}`];
    })
    .join(', ');
}
