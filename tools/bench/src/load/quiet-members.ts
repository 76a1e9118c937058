import { comeToRest, dialects, gather, Member, memberName } from './member.ts';
import { Counting } from './counting.ts';
import type { ChatPlan } from './plan.ts';
import { report } from './report.ts';

/** Members that only take what they get: what this process can take when the server costs nothing. */
export class Listening {
  readonly #counting = new Counting();
  readonly #lineBytes: number;

  private constructor(lineBytes: number) {
    this.#lineBytes = lineBytes;
  }

  /** Brings everyone in. */
  static async start({
    port,
    dialect,
    receivers,
    lineBytes,
  }: ChatPlan & { readonly type: 'listen' }): Promise<Listening> {
    await gather(port, dialects[dialect], 'r', receivers);
    await comeToRest(100);
    return new Listening(lineBytes);
  }

  measure(): void {
    this.#counting.start();
  }

  stop(): void {
    report(this.#counting.stop(this.#lineBytes));
  }
}

/** How long the last may take. Who is in later is not counted as in. */
const timeoutMs = 15_000;
/** How long it is to be silent before the crowd is counted. */
const quietMs = 1000;

/** Members that all connect in the same moment. Reports how many got in, and when the last of them was. */
export async function crowd(plan: ChatPlan & { readonly type: 'crowd' }): Promise<void> {
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
