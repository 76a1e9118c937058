import { setTimeout as pause } from 'node:timers/promises';
import { comeToRest, dialects, gather, type Member } from './member.ts';
import { Counting } from './counting.ts';
import { LineSampler, type LineShape, makePayload } from './lines.ts';
import type { ChatPlan } from './plan.ts';
import { fail, report } from './report.ts';

/** So many receivers read each line they get, and are spread evenly over all; more if there are more senders. */
const sampled = 8;
/** How long it is to be silent before the talk begins: those who came in are still being announced. */
const quietMs = 300;
/** How long what is on its way at the end may take. */
const drainMs = 15_000;

/**
 * Members of one room, of which some talk in a closed loop. Each sender has a witness among the receivers: when the
 * witness gets the sender's line, the sender says its next one, so that always `window` of its lines are under way.
 */
export class Talk {
  readonly #senders: readonly Member[];
  readonly #receivers: readonly Member[];
  readonly #shape: LineShape;
  readonly #counting = new Counting();
  /** How many lines each sender has said since the counting of bytes began, and before. */
  readonly #said: number[];
  readonly #saidBefore: readonly number[];
  #stopped = false;

  private constructor(
    senders: readonly Member[],
    receivers: readonly Member[],
    { shape, said }: { shape: LineShape; said: number },
  ) {
    this.#senders = senders;
    this.#receivers = receivers;
    this.#shape = shape;
    this.#saidBefore = senders.map((_, index) => (index === 0 ? said : 0));
    this.#said = [...this.#saidBefore];
  }

  /** Brings everyone in and starts to talk. */
  static async start({
    port,
    dialect,
    receivers,
    senders,
    window,
  }: ChatPlan & { readonly type: 'talk' }): Promise<Talk> {
    const listeners = await gather(port, dialects[dialect], 'r', receivers);
    const speakers = await gather(port, dialects[dialect], 's', senders);
    await comeToRest(quietMs);
    const [first, ...rest] = speakers;
    if (first === undefined) throw new RangeError('Expected somebody to talk');
    const talk = new Talk(speakers, listeners, await calibrate(first, [...listeners, ...rest]));
    talk.#begin(window);
    return talk;
  }

  measure(): void {
    this.#counting.start();
  }

  /** Ends the talk, and reports what was counted if everyone got every line, once. */
  async stop(): Promise<void> {
    const counted = this.#counting.stop(this.#shape.bytes);
    this.#stopped = true;
    const deadline = performance.now() + drainMs;
    while (this.#wrong() !== undefined && performance.now() < deadline) await pause(20);
    await comeToRest(100);
    const wrong = this.#wrong();
    if (wrong !== undefined) fail(wrong);
    report(counted);
  }

  #begin(window: number): void {
    const count = Math.min(this.#receivers.length, Math.max(sampled, this.#senders.length));
    const witnesses = this.#senders.map((_, index) =>
      Math.floor(((index + 0.5) * count) / this.#senders.length),
    );
    for (const member of [...this.#receivers, ...this.#senders]) member.bytes = 0;
    for (let index = 0; index < count; index += 1) {
      const receiver = this.#receivers[Math.floor((index * this.#receivers.length) / count)];
      const sampler = new LineSampler(this.#shape, this.#saidBefore, ({ sender, sentAtUs }) => {
        this.#counting.record((nowUs() - sentAtUs) / 1000);
        if (witnesses[sender] === index) this.#sayNext(sender);
      });
      if (receiver) receiver.sample = (bytes, read) => take(sampler, bytes, read);
    }
    for (let line = 0; line < window; line += 1)
      this.#senders.forEach((_, sender) => this.#sayNext(sender));
  }

  #sayNext(sender: number): void {
    if (this.#stopped) return;
    const number = this.#said[sender] ?? 0;
    this.#said[sender] = number + 1;
    this.#senders[sender]?.say(makePayload({ sentAtUs: nowUs(), sender, number }));
  }

  /** Who has not exactly what was said by all others; undefined if everyone has. */
  #wrong(): string | undefined {
    const own = this.#said.map((said, index) => said - (this.#saidBefore[index] ?? 0));
    const all = own.reduce((sum, said) => sum + said, 0);
    const { bytes: lineBytes } = this.#shape;
    const check = (member: Member, lines: number): string | undefined =>
      member.bytes === lines * lineBytes
        ? undefined
        : `${member.name} got ${member.bytes / lineBytes} lines of ${lines}`;
    for (const receiver of this.#receivers) {
      const wrong = check(receiver, all);
      if (wrong !== undefined) return wrong;
    }
    for (const [index, sender] of this.#senders.entries()) {
      const wrong = check(sender, all - (own[index] ?? 0));
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  }
}

function take(sampler: LineSampler, bytes: Buffer, count: number): void {
  try {
    sampler.take(bytes, count);
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
 * Has the sender say one line, its line 0, to find out how this server's lines look. Something else may still be on
 * its way to the members, of those who came last: then it is tried again, with the next line.
 *
 * @returns the shape, and how many lines the sender has said
 * @throws {Error} if not everyone gets the same line
 */
async function calibrate(
  sender: Member,
  others: readonly Member[],
): Promise<{ shape: LineShape; said: number }> {
  const [listener] = others;
  if (listener === undefined) throw new RangeError('Expected somebody to listen');
  let heard = '';
  listener.sample = (bytes, count) => (heard += bytes.toString('latin1', 0, count));
  for (let said = 1; said <= tries; said += 1) {
    await comeToRest(settledMs);
    heard = '';
    for (const member of others) member.bytes = 0;
    const payload = makePayload({ sentAtUs: 0, sender: 0, number: said - 1 });
    sender.say(payload);
    for (let waited = 0; waited < 20 && others.some(({ bytes }) => bytes === 0); waited += 1)
      await comeToRest(settledMs);
    await comeToRest(settledMs);
    const payloadAt = heard.indexOf(payload);
    const alone = heard.length === payloadAt + payload.length + 2;
    if (payloadAt > 0 && alone && others.every(({ bytes }) => bytes === heard.length)) {
      listener.sample = undefined;
      return { shape: { bytes: heard.length, payloadAt }, said };
    }
  }
  throw new Error(`Expected all to get the same line, the first got ${JSON.stringify(heard)}`);
}
