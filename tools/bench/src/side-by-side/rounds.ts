import { setTimeout as pause } from 'node:timers/promises';
import { type FigureName, figures, type Measured, Results } from './results.ts';
import { ServerProcess } from './server-process.ts';
import type { Peer } from './peer.ts';
import { formatNumber } from './tables.ts';

/** A case, measured in the same way for every peer. */
export interface Case<Options> {
  readonly name: string;
  readonly about: string;
  /** The options for the server under test. */
  readonly options: Options;
  readonly measure: (peer: string) => Measure;
  /** Peers that are not measured in this case. */
  readonly without?: readonly string[];
  /** Measured in the first round only. */
  readonly once?: boolean;
  /** Measured only if it is named on the command line. */
  readonly extra?: boolean;
}

/** How long and with how many load processes to measure. */
export interface Effort {
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly loadProcesses: number;
}

/** Measures a server that has just started and has no other clients. */
export type Measure = (server: ServerProcess, effort: Effort) => Promise<Measured>;

/** Time for the kernel to clean up after the processes of the previous measurement. */
const restMs = 250;

interface RoundsPlan<Options> {
  readonly cases: readonly Case<Options>[];
  readonly peers: readonly Peer<Options>[];
  readonly rounds: number;
  readonly effort: Effort;
  /** Called with a line for each measurement. */
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
}

/** The results, and a line for each measurement that failed. */
export interface RoundsOutcome {
  readonly results: Results;
  readonly failures: string[];
}

/**
 * Measures in rounds. Each round measures every case with all peers in turn (A B C D, A B C D, …), each time with a new
 * server process and new load processes.
 */
export async function runRounds<Options>(plan: RoundsPlan<Options>): Promise<RoundsOutcome> {
  const outcome: RoundsOutcome = { results: new Results(), failures: [] };
  const steps = Array.from({ length: plan.rounds }, (_, index) => stepsOf(plan, index + 1)).flat();
  let step = 0;
  for (const { measured, peer, round } of steps) {
    if (plan.signal.aborted) return outcome;
    step += 1;
    const where = `[${step}/${steps.length}] round ${round} ${measured.name} ${peer.name}`;
    try {
      await pause(restMs);
      const figuresNow = await measureOnce(measured, peer, plan.effort);
      outcome.results.add({ case: measured.name, peer: peer.name, round, measured: figuresNow });
      plan.progress(`${where}: ${formatFigures(figuresNow)}`);
    } catch (error) {
      if (plan.signal.aborted) return outcome;
      const failure = `${where}: FAILED: ${error instanceof Error ? error.message : String(error)}`;
      outcome.failures.push(failure);
      plan.progress(failure);
    }
  }
  return outcome;
}

function stepsOf<Options>({ cases, peers }: RoundsPlan<Options>, round: number) {
  return cases
    .filter(({ once }) => once !== true || round === 1)
    .flatMap((measured) =>
      peers
        .filter(({ name }) => measured.without?.includes(name) !== true)
        .map((peer) => ({ measured, peer, round })),
    );
}

async function measureOnce<Options>(
  measured: Case<Options>,
  peer: Peer<Options>,
  effort: Effort,
): Promise<Measured> {
  await using server = await ServerProcess.start(peer, measured.options);
  return await measured.measure(peer.name)(server, effort);
}

function formatFigures(measured: Measured): string {
  return (Object.keys(figures) as FigureName[])
    .flatMap((name) => {
      const value = measured[name];
      const { unit, digits } = figures[name];
      return value === undefined ? [] : [`${name} ${formatNumber(value, digits)} ${unit}`];
    })
    .join(', ');
}
