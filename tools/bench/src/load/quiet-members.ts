import { waitUntilIdle, dialects, joinMembers, Member, memberName } from './member.ts';
import { Counting, report } from './report.ts';
import type { ChatPlan } from './plan.ts';

/** Members that only receive, to measure the capacity of this process. */
export class ReceiveLoad {
  readonly #counting = new Counting();
  readonly #lineBytes: number;

  private constructor(lineBytes: number) {
    this.#lineBytes = lineBytes;
  }

  /** Resolves when all members have joined. */
  static async start({
    port,
    dialect,
    receivers,
    lineBytes,
  }: ChatPlan & { readonly type: 'receive' }): Promise<ReceiveLoad> {
    await joinMembers(port, dialects[dialect], 'r', receivers);
    await waitUntilIdle(100);
    return new ReceiveLoad(lineBytes);
  }

  measure(): void {
    this.#counting.start();
  }

  stop(): void {
    report(this.#counting.stop(this.#lineBytes));
  }
}

/** Members that join later are not counted. */
const timeoutMs = 15_000;
/** How long the server must be silent before the members are counted. */
const quietMs = 1000;

/** Connects members all at once. Reports how many joined and how long that took. */
export async function crowd(plan: ChatPlan & { readonly type: 'crowd' }): Promise<void> {
  const startedAt = performance.now();
  let allMs = 0;
  const members = Array.from(
    { length: plan.members },
    (_, index) =>
      new Member(plan.port, dialects[plan.dialect], memberName('m', index), () => undefined),
  );
  const joined = new Set<Member>();
  const arrivals = members.map(async (member) => {
    await member.joined;
    joined.add(member);
    allMs = performance.now() - startedAt;
  });
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, timeoutMs);
  await Promise.race([Promise.allSettled(arrivals), late.promise]);
  clearTimeout(timer);
  await waitUntilIdle(quietMs);
  const connected = members.filter((member) => joined.has(member) && !member.closed);
  report({ type: 'crowded', members: connected.length, allMs });
}
