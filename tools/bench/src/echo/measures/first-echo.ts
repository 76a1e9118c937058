import type { Measured } from '../../side-by-side/figures.ts';
import { startLoad } from '../start-load.ts';
import type { LoadPlan } from '../load/plan.ts';
import { percentile } from '../../side-by-side/statistics.ts';
import type { Measure } from '../../side-by-side/measure.ts';

const timeoutMs = 60_000;

/** Time from connecting to the first echo, one client at a time. */
export function connects(plan: { count: number; pauseMs: number; stay: boolean }): Measure {
  return ({ port }) => firstEchoes({ type: 'connects', port, warmUps: 500, ...plan }, false);
}

/** Time from connecting to the first echo, of many clients that come in the same moment. */
export function burst(count: number): Measure {
  return ({ port }) => firstEchoes({ type: 'burst', port, warmUps: 500, count }, true);
}

async function firstEchoes(plan: LoadPlan, together: boolean): Promise<Measured> {
  await using load = startLoad(plan);
  const { milliseconds, allMs } = await load.report('first-echoes', timeoutMs);
  return {
    p50: percentile(milliseconds, 0.5) * 1000,
    p99: percentile(milliseconds, 0.99) * 1000,
    ...(together ? { all: allMs } : {}),
  };
}
