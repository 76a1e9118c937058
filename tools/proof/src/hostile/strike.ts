import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../random.ts';
import type { Attack, Target } from './attack.ts';

/** What came of one hostile connection. */
export interface Struck {
  /**
   * It was refused as it should be; or it was `late`: whose first byte of TLS comes after 300 ms is taken for a text client,
   * and greeted as one.
   */
  readonly outcome: 'refused' | 'late' | 'not refused';
  /** What it was told, if it was not refused: the end of it. */
  readonly told: string;
}

/** A slow client is to be closed after a minute; the others at once, if the machine has nothing else to do. */
const slowMs = 75_000;
const promptMs = 30_000;
const maxKept = 4000;

/** Makes one connection and does its worst; resolves when it has been refused, or closed, or nothing of that came. */
export async function strike(attack: Attack, target: Target, random: Random): Promise<Struck> {
  const { refusal, slow, elsewhere } = attack;
  const localAddress = elsewhere
    ? `127.${random.integer(1, 250)}.${random.integer(0, 250)}.7`
    : '127.0.0.1';
  const socket = connect({ port: target.port, host: '127.0.0.1', localAddress });
  const over = Promise.withResolvers<void>();
  let told = '';
  let refused = false;
  let late = false;
  let connected = false;
  let ended = false;
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => {
    late ||= told === '' && typeof refusal === 'string' && text.startsWith('Welcome');
    told = (told + text).slice(-maxKept);
    if (late) over.resolve();
    if (!isRefusal(told, refusal)) return;
    refused = true;
    over.resolve();
  });
  socket.on('connect', () => (connected = true));
  socket.on('error', () => {});
  socket.on('close', () => {
    ended = true;
    refused ||= refusal === 'closed' && connected && told === '';
    over.resolve();
  });
  const timer = setTimeout(over.resolve, slow ? slowMs : promptMs);
  const bytes = attack.bytes(random, target);
  if (slow) void drip(Buffer.from(bytes));
  else socket.write(bytes);
  await over.promise;
  clearTimeout(timer);
  ended = true;
  socket.destroy();
  const outcome = refused ? 'refused' : late ? 'late' : 'not refused';
  return { outcome, told: refused ? '' : told.slice(-200) };

  async function drip(all: Buffer): Promise<void> {
    for (let at = 0; at < all.length && !ended; at += 1) {
      socket.write(all.subarray(at, at + 1));
      await sleep(1000);
    }
  }
}

/** A TLS alert is a record of the type 21 (RFC 8446, section 5.1), and all that comes before there is a connection. */
function isRefusal(told: string, refusal: Attack['refusal']): boolean {
  if (refusal === 'closed') return false;
  return refusal === 'alert' ? told.startsWith('\x15\x03') : refusal.test(told);
}
