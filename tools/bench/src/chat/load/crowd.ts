import { comeToRest } from './come-to-rest.ts';
import { dialects } from './dialect.ts';
import { memberName } from './member-name.ts';
import { Member } from './member.ts';
import type { LoadPlan } from './plan.ts';
import { report } from './report.ts';

/** How long the last may take. Who is in later is not counted as in. */
const timeoutMs = 15_000;
/** How long it is to be silent before the crowd is counted. */
const quietMs = 1000;

/** Members that all connect in the same moment. Reports how many got in, and when the last of them was. */
export async function crowd(plan: LoadPlan & { readonly type: 'crowd' }): Promise<void> {
  const startedAt = performance.now();
  let allMs = 0;
  const members = Array.from(
    { length: plan.members },
    (_, index) =>
      new Member(plan.port, dialects[plan.dialect], memberName('m', index), () => undefined),
  );
  const here = new Set<Member>();
  const arrivals = members.map(async (member) => {
    await member.in;
    here.add(member);
    allMs = performance.now() - startedAt;
  });
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, timeoutMs);
  await Promise.race([Promise.allSettled(arrivals), late.promise]);
  clearTimeout(timer);
  await comeToRest(quietMs);
  const left = members.filter((member) => here.has(member) && !member.closed);
  report({ type: 'crowded', members: left.length, allMs });
}
