import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Chatter } from '../people/chatter.ts';
import type { Random } from '../random.ts';
import { demoMain, Program } from '../server/program.ts';
import type { DialectName } from '../people/person.ts';

/** The average time between two messages of a client. */
const meanPauseMs = 60;

/** The result of a round. */
interface Round {
  /** From starting the process to the first connection. */
  readonly acceptingMs: number;
  /** Clients that could not log in. */
  readonly shutOut: readonly string[];
  readonly newcomers: readonly Newcomer[];
}

/**
 * Starts the server on the files of the last one, logs all members in, and kills it while they send as fast as they can and
 * others register.
 */
export async function killOnce(
  data: string,
  chatters: readonly Chatter[],
  random: Random,
  number: number,
): Promise<Round> {
  await using program = new Program(demoMain, data, ['--rate-limit', 'off']);
  const port = await program.port('chat');
  await takeOne(port);
  const acceptingMs = performance.now() - program.startedAt;
  await Promise.all(chatters.map((chatter) => chatter.enter(port)));
  const shutOut = chatters.filter(({ inside }) => !inside).map(({ person }) => person.name);

  const newcomers = Array.from({ length: 6 }, (_, index) => ({
    name: `new-${number}-${index}`,
    password: `secret-of-${number}-${index}`,
    told: false,
  }));
  const over = [
    ...chatters.map((chatter) => talk(chatter, random.fork())),
    ...newcomers.map((one, index) => register(port, one, index % 2 === 0 ? 'text' : 'irc')),
  ];
  await sleep(500 + random.next() * 1000);
  program.kill();
  await program.ended;
  await Promise.all(over);
  return { acceptingMs, shutOut, newcomers };
}

async function takeOne(port: number): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  socket.destroy();
}

async function talk(chatter: Chatter, random: Random): Promise<void> {
  while (chatter.inside) {
    chatter.say();
    await sleep(meanPauseMs * 2 * random.next());
  }
  await chatter.closed;
}

/** A client that registers, with a password that is really hashed. */
export interface Newcomer {
  readonly name: string;
  readonly password: string;
  /** Whether the registration was confirmed. */
  told: boolean;
}

const registrations: Readonly<Record<DialectName, (newcomer: Newcomer) => string>> = {
  text: ({ name, password }) => `${name}\n${password}\n${password}\n`,
  irc: ({ name, password }) =>
    `NICK ${name}\r\nUSER x 0 * :x\r\nREGISTER ${name} * ${password}\r\n`,
};
const success = /-- you are in #lobby|REGISTER SUCCESS/;

/** Registers; resolves when the connection ends, after the confirmation or with the server. */
async function register(port: number, newcomer: Newcomer, dialect: DialectName): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' });
  const over = new Promise((resolve) => socket.once('close', resolve));
  let seen = '';
  socket.setEncoding('utf8');
  socket.on('error', () => {});
  socket.on('data', (text: string) => {
    seen += text;
    if (!success.test(seen)) return;
    newcomer.told = true;
    socket.destroy();
  });
  socket.write(registrations[dialect](newcomer));
  await over;
}
