import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:net';
import { Random } from '../random.ts';
import type { Attack, Target } from './attack.ts';
import { attacks } from './attack-kinds.ts';

const entry = fileURLToPath(new URL('./attackers.ts', import.meta.url));

/** Runs a plan in a separate process. @throws {Error} if that fails, or takes more than ten minutes */
export async function attackFromOutside(plan: AttackPlan): Promise<Outcome> {
  const { stdout } = await promisify(execFile)(process.execPath, [entry, JSON.stringify(plan)], {
    timeout: 600_000,
    maxBuffer: 10_000_000,
  });
  return JSON.parse(stdout) as Outcome;
}

/** The plan of an attack. */
export interface AttackPlan {
  readonly target: Target;
  readonly seed: number;
  readonly connections: number;
  /** How many connections at once, not counting the slow ones. */
  readonly atOnce: number;
  /** The percentage of slow ones. They connect first, and stay. */
  readonly slowPercent: number;
}

/** The results of one attack. */
interface Fared {
  made: number;
  refused: number;
  /** How many could not be judged, since the attackers' process was too slow. */
  late: number;
  /** Responses to connections that were not refused. */
  readonly told: string[];
}

/** By the name of the attack. */
export type Outcome = Record<string, Fared>;

/** The pace at which slow ones connect, so that the backlog is sufficient. */
const slowGapMs = 5;

/** Opens all connections of a plan. */
export async function strikeAll({
  target,
  seed,
  connections,
  atOnce,
  slowPercent,
}: AttackPlan): Promise<Outcome> {
  const random = new Random(seed);
  const outcome: Outcome = {};
  const make = async (attack: Attack): Promise<void> => {
    const fared = (outcome[attack.name] ??= { made: 0, refused: 0, late: 0, told: [] });
    fared.made += 1;
    const { outcome: how, told } = await strike(attack, target, random.fork());
    if (how === 'refused') fared.refused += 1;
    else if (how === 'late') fared.late += 1;
    else if (fared.told.length < 3) fared.told.push(told);
  };

  const slow = Math.floor((connections * slowPercent) / 100);
  const slowKinds = attacks.filter((attack) => attack.slow);
  const holders = Array.from({ length: slow }, async (_, index) => {
    await sleep(index * slowGapMs);
    await make(slowKinds[index % slowKinds.length] as Attack);
  });
  let left = connections - slow;
  const one = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await make(random.weighted(attacks));
    }
  };
  await Promise.all([...holders, ...Array.from({ length: atOnce }, one)]);
  return outcome;
}

/** The result of one hostile connection. */
interface Struck {
  /**
   * Refused as expected; or `late`: a client whose TLS hello comes after 300 ms is taken for a text client and greeted.
   */
  readonly outcome: 'refused' | 'late' | 'not refused';
  /** The end of the response, if it was not refused. */
  readonly told: string;
}

/** A slow client must be closed after a minute; the others at once on an idle machine. */
const slowMs = 75_000;
const promptMs = 30_000;
const maxKept = 4000;

/** Opens a connection and attacks; resolves when it was refused or closed, or after a time limit. */
async function strike(attack: Attack, target: Target, random: Random): Promise<Struck> {
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

/** A TLS alert is a record of type 21 (RFC 8446, section 5.1), the only one before the handshake. */
function isRefusal(told: string, refusal: Attack['refusal']): boolean {
  if (refusal === 'closed') return false;
  return refusal === 'alert' ? told.startsWith('\x15\x03') : refusal.test(told);
}
