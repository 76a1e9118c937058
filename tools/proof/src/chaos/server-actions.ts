import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, verb } from './faults.ts';
import { type Action, takeVictim } from './scene.ts';

/** A client makes its handler fail, which disconnects all clients on the thread. */
function bringDown(fault: Fault, weight: number): Action {
  return {
    name: fault,
    weight,
    run: (scene) => {
      const victim = takeVictim(scene);
      if (victim === undefined) return Promise.resolve(undefined);
      const { member, id, threadId } = victim;
      scene.ledger.doomThread(threadId, `${fault} by client ${id}`);
      member.chatter.send(`${verb} ${fault}\n`);
      return Promise.resolve(`${member.chatter.person.name}, client ${id}, thread ${threadId}`);
    },
  };
}

const kick: Action = {
  name: 'kick',
  weight: 4,
  run: async (scene) => {
    const victim = takeVictim(scene);
    if (victim === undefined) return undefined;
    scene.ledger.doomClient(victim.id);
    await scene.operator.run(`kick chat/${victim.id} chaos`);
    return `client ${victim.id}`;
  },
};

/** The operator kicks a client whose thread loops, before the heartbeat detects it. */
const kickLooping: Action = {
  name: 'kick while looping',
  weight: 2,
  run: async (scene) => {
    const victim = takeVictim(scene);
    if (victim === undefined) return undefined;
    const { member, id, threadId } = victim;
    scene.ledger.doomThread(threadId, `loop by client ${id}`);
    member.chatter.send(`${verb} loop\n`);
    await sleep(200);
    // The heartbeat, or another fault on the thread, may have been faster.
    await scene.operator.run(`kick chat/${id} looping`).catch(() => {});
    return `client ${id}, thread ${threadId}`;
  },
};

const endThread: Action = {
  name: 'end thread',
  weight: 3,
  run: async (scene) => {
    const victim = takeVictim(scene);
    if (victim === undefined) return undefined;
    const { threadId } = victim;
    scene.ledger.doomThread(threadId, 'ended by the operator');
    await scene.operator.run(`end-thread ${threadId}`);
    return `thread ${threadId}`;
  },
};

const pause: Action = {
  name: 'pause and resume',
  weight: 1,
  run: async ({ operator, random }) => {
    await operator.run('pause chat');
    await sleep(100 + random.next() * 400);
    await operator.run('resume chat');
    return 'chat';
  },
};

/** A command that must not affect any client. */
function command(line: string): Action {
  return {
    name: line.split(' ')[0] ?? line,
    weight: 1,
    run: async ({ operator }) => {
      await operator.run(line);
      return line;
    },
  };
}

/** Actions of the operator and of faulty code. */
export const serverActions: readonly Action[] = [
  bringDown('throw', 3),
  bringDown('reject', 3),
  bringDown('exit', 3),
  bringDown('loop', 2),
  bringDown('hang', 2),
  kick,
  kickLooping,
  endThread,
  pause,
  command('reload'),
  command('clear-logs --yes'),
  command('say the server is being proved'),
  command('threads chat'),
];
