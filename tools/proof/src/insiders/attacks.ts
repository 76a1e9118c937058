import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { IrcMember } from './irc-member.ts';

/** What the attackers know. */
interface Scene {
  readonly port: number;
  /** Members who are in. */
  readonly members: readonly IrcMember[];
  /** The tokens of accounts that are not in. */
  readonly spareTokens: readonly string[];
  /** The file of the history, for a process of the same machine that locks it. */
  readonly history: string;
  /** When to stop, by `performance.now()`. */
  readonly until: number;
}

/** One way to burden the server: with commands that anybody may send, or with connections that anybody may make. */
interface InsiderAttack {
  readonly name: string;
  /** Resolves to how often it was done. */
  run(scene: Scene): Promise<number>;
}

/** Every member sends a command as soon as the one before is answered. */
function everybody(name: string, command: (turn: number) => string): InsiderAttack {
  return {
    name,
    run: async ({ members, until }) => {
      let done = 0;
      await Promise.all(
        members.map(async (member) => {
          for (let turn = 0; performance.now() < until && !member.closed; turn += 1) {
            await member.ask(command(turn), until);
            done += 1;
          }
        }),
      );
      return done;
    },
  };
}

/** `count` connections at once; each that has ended is followed by another. */
async function keepConnecting(
  { until }: Scene,
  count: number,
  connection: (slot: number) => Promise<unknown>,
): Promise<number> {
  let done = 0;
  const slots = Array.from({ length: count }, async (_, slot) => {
    while (performance.now() < until) {
      await Promise.race([connection(slot), sleep(Math.max(1, until - performance.now()))]);
      done += 1;
    }
  });
  await Promise.all(slots);
  return done;
}

const perAccount = 8;
const linesPerLogin = 10;

/** Logs in, says ten lines and quits, again and again, eight times at once for each account. */
const reconnect: InsiderAttack = {
  name: 'floods that reconnect',
  run: (scene) =>
    keepConnecting(scene, scene.spareTokens.length * perAccount, async (slot) => {
      const token = scene.spareTokens[slot % scene.spareTokens.length] ?? '';
      const member = new IrcMember(scene.port, `spare${slot % scene.spareTokens.length}`, token);
      await member.entered;
      for (let line = 0; line < linesPerLogin; line += 1)
        member.send(`PRIVMSG #lobby :flood ${slot} ${line}`);
      member.send('QUIT');
      await member.ended;
    }),
};

/** A record that begins a TLS handshake (RFC 8446, section 5.1), of 512 bytes that never come. */
const halfHello = Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00]);

const halfHellos: InsiderAttack = {
  name: '500 TLS handshakes that are never finished',
  run: (scene) =>
    keepConnecting(scene, 500, async () => {
      const socket = connect({ port: scene.port, host: '127.0.0.1' });
      socket.on('error', () => {}).resume();
      socket.write(halfHello);
      await new Promise((resolve) => socket.once('close', resolve));
    }),
};

const resets: InsiderAttack = {
  name: '30 TLS hellos a second that are reset',
  run: async ({ port, until }) => {
    let done = 0;
    while (performance.now() < until) {
      const socket = connect({ port, host: '127.0.0.1' });
      socket.on('error', () => {});
      socket.once('data', () => socket.resetAndDestroy());
      socket.write(hello());
      done += 1;
      await sleep(1000 / 30);
    }
    return done;
  },
};

/** A TLS 1.2 hello that a server answers. */
function hello(): Buffer {
  const suites = Buffer.from('c02bc02fc02cc030', 'hex');
  const extensions = Buffer.from('000a00040002001d000d0006000404030401000b00020100', 'hex');
  const body = Buffer.concat([
    Buffer.from([0x03, 0x03]),
    randomBytes(32),
    Buffer.from([0x00, 0x00, suites.length]),
    suites,
    Buffer.from([0x01, 0x00, 0x00, extensions.length]),
    extensions,
  ]);
  const handshake = Buffer.concat([Buffer.from([0x01, 0x00, 0x00, body.length]), body]);
  return Buffer.concat([Buffer.from([0x16, 0x03, 0x01, 0x00, handshake.length]), handshake]);
}

const lockedMs = 500;
const unlockedMs = 200;

/** Another process locks the history's file whenever it can: while the server holds its lock, it can't. */
const lockHistory: InsiderAttack = {
  name: 'locks on the history',
  run: async ({ history, until }) => {
    const database = new DatabaseSync(history);
    database.exec('PRAGMA busy_timeout = 2000');
    let done = 0;
    while (performance.now() < until) {
      try {
        database.exec('BEGIN IMMEDIATE');
        await sleep(lockedMs);
        database.exec('ROLLBACK');
        done += 1;
      } catch {
        // The server holds it.
      }
      await sleep(unlockedMs);
    }
    database.close();
    return done;
  },
};

/** Every attack, in the order in which they are made. */
export const insiderAttacks: readonly InsiderAttack[] = [
  everybody('LIST', () => 'LIST'),
  everybody('WHO, NAMES and WHOIS', (turn) => {
    return ['WHO #lobby', 'NAMES #lobby', 'WHOIS user0'][turn % 3] ?? '';
  }),
  everybody('CHATHISTORY', () => 'CHATHISTORY LATEST #lobby * 1000'),
  everybody('SEARCH', () => 'SEARCH #lobby :"a a" "a a" "a a" "a b"'),
  reconnect,
  halfHellos,
  resets,
  lockHistory,
];
