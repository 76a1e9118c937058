import type { Verdict } from '../report/verdict.ts';
import { describeFigures, type ProcessFigures, processFigures } from '../server/process-figures.ts';
import type { Program } from '../server/program.ts';
import { until } from '../until.ts';

const restMs = 20_000;
/** Spare threads and a controller or two may come and go. */
const moreThreads = 4;
const moreDescriptors = 30;
/**
 * By so much the memory may differ from one crowd to the next. The allocator keeps a few MB for each thread there was at
 * once, now more, now less; a thread that was leaked would be 8 MB at the least.
 */
const moreMb = (threads: number): number => 100 + 2.5 * threads;
/** Threads and pages are given back within this, at the most. */
const unchangedMs = 2000;

/** Waits until a server that nobody is at holds no less from one look to the next; resolves to what it holds. */
export async function atRest(program: Program): Promise<ProcessFigures> {
  let least = processFigures(program.pid);
  let since = performance.now();
  await until(
    () => {
      const now = processFigures(program.pid);
      const less =
        now.threads < least.threads ||
        now.descriptors < least.descriptors ||
        now.rssMb < least.rssMb - 1;
      if (less) [least, since] = [now, performance.now()];
      return performance.now() - since > unchangedMs;
    },
    restMs,
    100,
  );
  return least;
}

/** Once nobody is there, the process is to hold about what it held when nobody was there before. */
export async function checkRest(
  verdict: Verdict,
  { program, before, crowded }: Crowding,
): Promise<{ after: ProcessFigures }> {
  const after = await atRest(program);
  const detail = `${describeFigures(before)} before, ${describeFigures(crowded)} with all, ${describeFigures(after)} after`;
  verdict.check('threads come back', after.threads <= before.threads + moreThreads, detail);
  const descriptors = after.descriptors <= before.descriptors + moreDescriptors;
  verdict.check('descriptors come back', descriptors, detail);
  const bound = moreMb(crowded.threads);
  const claim = `memory comes back to within ${Math.round(bound)} MB`;
  verdict.check(claim, after.rssMb <= before.rssMb + bound, detail);
  return { after };
}

/** A server, with what it held before a crowd, and with it. */
export interface Crowding {
  readonly program: Program;
  readonly before: ProcessFigures;
  readonly crowded: ProcessFigures;
}
