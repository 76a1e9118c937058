import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Chatter } from '../people/chatter.ts';
import type { Random } from '../random.ts';
import { demoMain, Program } from '../server/program.ts';
import { type Newcomer, register } from './newcomer.ts';

/** The average time between two messages of a client. */
const meanPauseMs = 60;

/** The result of a round. */
export interface Round {
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
