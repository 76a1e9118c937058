import { setTimeout as pause } from 'node:timers/promises';
import { waitUntilIdle, dialects, joinMembers, type Member } from './member.ts';
import { Counting, fail, report } from './report.ts';
import { LineSampler, type LineShape, makePayload } from './lines.ts';
import type { ChatPlan } from './plan.ts';

/** The number of receivers that parse every line, spread evenly; at least one per sender. */
const sampledReceivers = 8;
/** How long the server must be silent before the load starts: joins are still being announced. */
const quietMs = 300;
/** The time limit for lines in flight at the end. */
const drainMs = 15_000;

/**
 * Members of one room, some of which send in a closed loop. Each sender has a witness among the receivers: when the
 * witness receives a line of the sender, the sender sends its next one, so that `window` lines are always in flight.
 */
export class RoomLoad {
  readonly #senders: readonly Member[];
  readonly #receivers: readonly Member[];
  readonly #shape: LineShape;
  readonly #counting = new Counting();
  /** Lines per sender in total, and those sent before bytes were counted. */
  readonly #sent: number[];
  readonly #sentBefore: readonly number[];
  #stopped = false;

  private constructor(
    senders: readonly Member[],
    receivers: readonly Member[],
    { shape, sent }: { shape: LineShape; sent: number },
  ) {
    this.#senders = senders;
    this.#receivers = receivers;
    this.#shape = shape;
    this.#sentBefore = senders.map((_, index) => (index === 0 ? sent : 0));
    this.#sent = [...this.#sentBefore];
  }

  /** Resolves when all members have joined and the load is running. */
  static async start({
    port,
    dialect,
    receivers,
    senders,
    window,
  }: ChatPlan & { readonly type: 'room' }): Promise<RoomLoad> {
    const receiving = await joinMembers(port, dialects[dialect], 'r', receivers);
    const sending = await joinMembers(port, dialects[dialect], 's', senders);
    await waitUntilIdle(quietMs);
    const [first, ...rest] = sending;
    if (first === undefined) throw new RangeError('Expected at least one sender');
    const load = new RoomLoad(sending, receiving, await calibrate(first, [...receiving, ...rest]));
    load.#begin(window);
    return load;
  }

  measure(): void {
    this.#counting.start();
  }

  /** Stops sending. Reports the counts if every member received every line exactly once. */
  async stop(): Promise<void> {
    const counted = this.#counting.stop(this.#shape.bytes);
    this.#stopped = true;
    const deadline = performance.now() + drainMs;
    while (this.#firstMismatch() !== undefined && performance.now() < deadline) await pause(20);
    await waitUntilIdle(100);
    const mismatch = this.#firstMismatch();
    if (mismatch !== undefined) fail(mismatch);
    report(counted);
  }

  #begin(window: number): void {
    const count = Math.min(
      this.#receivers.length,
      Math.max(sampledReceivers, this.#senders.length),
    );
    const witnesses = this.#senders.map((_, index) =>
      Math.floor(((index + 0.5) * count) / this.#senders.length),
    );
    for (const member of [...this.#receivers, ...this.#senders]) member.bytes = 0;
    for (let index = 0; index < count; index += 1) {
      const receiver = this.#receivers[Math.floor((index * this.#receivers.length) / count)];
      const sampler = new LineSampler(this.#shape, this.#sentBefore, ({ sender, sentAtUs }) => {
        this.#counting.record((nowUs() - sentAtUs) / 1000);
        if (witnesses[sender] === index) this.#sendNext(sender);
      });
      if (receiver) receiver.sample = (bytes, read) => push(sampler, bytes, read);
    }
    for (let line = 0; line < window; line += 1)
      this.#senders.forEach((_, sender) => this.#sendNext(sender));
  }

  #sendNext(sender: number): void {
    if (this.#stopped) return;
    const number = this.#sent[sender] ?? 0;
    this.#sent[sender] = number + 1;
    this.#senders[sender]?.send(makePayload({ sentAtUs: nowUs(), sender, number }));
  }

  /** Describes the first member that did not receive exactly the lines of all others. */
  #firstMismatch(): string | undefined {
    const own = this.#sent.map((sent, index) => sent - (this.#sentBefore[index] ?? 0));
    const all = own.reduce((sum, sent) => sum + sent, 0);
    const { bytes: lineBytes } = this.#shape;
    const check = (member: Member, lines: number): string | undefined =>
      member.bytes === lines * lineBytes
        ? undefined
        : `${member.name} received ${member.bytes / lineBytes} of ${lines} lines`;
    for (const receiver of this.#receivers) {
      const mismatch = check(receiver, all);
      if (mismatch !== undefined) return mismatch;
    }
    for (const [index, sender] of this.#senders.entries()) {
      const mismatch = check(sender, all - (own[index] ?? 0));
      if (mismatch !== undefined) return mismatch;
    }
    return undefined;
  }
}

function push(sampler: LineSampler, bytes: Buffer, count: number): void {
  try {
    sampler.push(bytes, count);
  } catch (error) {
    fail((error as Error).message);
  }
}

function nowUs(): number {
  return performance.now() * 1000;
}

const tries = 10;
const settledMs = 100;

/**
 * Sends a line to determine the format of the server's lines. Tries again with the next line if the members are still
 * receiving something else, such as the last joins.
 *
 * @returns the shape, and the number of lines sent
 * @throws {Error} if the members receive different lines
 */
async function calibrate(
  sender: Member,
  others: readonly Member[],
): Promise<{ shape: LineShape; sent: number }> {
  const [receiver] = others;
  if (receiver === undefined) throw new RangeError('Expected at least one receiver');
  let received = '';
  receiver.sample = (bytes, count) => (received += bytes.toString('latin1', 0, count));
  for (let sent = 1; sent <= tries; sent += 1) {
    await waitUntilIdle(settledMs);
    received = '';
    for (const member of others) member.bytes = 0;
    const payload = makePayload({ sentAtUs: 0, sender: 0, number: sent - 1 });
    sender.send(payload);
    for (let waited = 0; waited < 20 && others.some(({ bytes }) => bytes === 0); waited += 1)
      await waitUntilIdle(settledMs);
    await waitUntilIdle(settledMs);
    const payloadAt = received.indexOf(payload);
    const alone = received.length === payloadAt + payload.length + 2;
    if (payloadAt > 0 && alone && others.every(({ bytes }) => bytes === received.length)) {
      receiver.sample = undefined;
      return { shape: { bytes: received.length, payloadAt }, sent };
    }
  }
  throw new Error(
    `Expected all members to receive one line, the first received ${JSON.stringify(received)}`,
  );
}
