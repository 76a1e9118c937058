import { comeToRest } from './come-to-rest.ts';
import type { LineShape } from './line-sampler.ts';
import type { Member } from './member.ts';
import { makePayload } from './payload.ts';

const tries = 10;
const quietMs = 100;

/**
 * Has the sender say one line, its line 0, to find out how this server's lines look. Something else may still be on
 * its way to the members, of those who came last: then it is tried again, with the next line.
 *
 * @returns the shape, and how many lines the sender has said
 * @throws {Error} if not everyone gets the same line
 */
export async function calibrate(
  sender: Member,
  others: readonly Member[],
): Promise<{ shape: LineShape; said: number }> {
  const [listener] = others;
  if (listener === undefined) throw new RangeError('Expected somebody to listen');
  let heard = '';
  listener.sample = (bytes, count) => (heard += bytes.toString('latin1', 0, count));
  for (let said = 1; said <= tries; said += 1) {
    await comeToRest(quietMs);
    heard = '';
    for (const member of others) member.bytes = 0;
    const payload = makePayload({ sentAtUs: 0, sender: 0, number: said - 1 });
    sender.say(payload);
    for (let waited = 0; waited < 20 && others.some(({ bytes }) => bytes === 0); waited += 1)
      await comeToRest(quietMs);
    await comeToRest(quietMs);
    const payloadAt = heard.indexOf(payload);
    const alone = heard.length === payloadAt + payload.length + 2;
    if (payloadAt > 0 && alone && others.every(({ bytes }) => bytes === heard.length)) {
      listener.sample = undefined;
      return { shape: { bytes: heard.length, payloadAt }, said };
    }
  }
  throw new Error(`Expected all to get the same line, the first got ${JSON.stringify(heard)}`);
}
