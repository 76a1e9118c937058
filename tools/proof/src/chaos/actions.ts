import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../random.ts';
import type { Operator } from '../server/operator.ts';
import type { Ledger } from './ledger.ts';
import type { Member } from './member.ts';
import { type Fault, verb } from './faults.ts';

/** What the actions work with. */
export interface Scene {
  readonly members: readonly Member[];
  readonly operator: Operator;
  readonly ledger: Ledger;
  readonly random: Random;
}

/** An action on the server or its clients. */
interface Action {
  readonly name: string;
  /** How often it is chosen, relative to the others. */
  readonly weight: number;
  /** Runs it; resolves to a description for the report, or undefined without a suitable client. */
  run(scene: Scene): Promise<string | undefined>;
}

/** A member in the room without an action in progress. */
interface Victim {
  readonly member: Member;
  readonly id: number;
  readonly threadId: number;
}

/** Chooses a member and reserves it until it connects again; undefined if there is none. */
function takeVictim({ members, ledger, random }: Scene): Victim | undefined {
  const free = members.filter(({ taken, chatter }) => !taken && chatter.inside);
  if (free.length === 0) return undefined;
  const member = random.pick(free);
  const known = ledger.find(member.chatter.localPort);
  if (known === undefined) return undefined;
  member.taken = true;
  return { member, id: known.id, threadId: known.threadId };
}

/** An action of a client that ends its connection, or may end it. */
function departure(
  name: string,
  weight: number,
  act: (victim: Victim, scene: Scene) => Promise<void>,
): Action {
  return {
    name,
    weight,
    run: async (scene) => {
      const victim = takeVictim(scene);
      if (victim === undefined) return undefined;
      scene.ledger.doomClient(victim.id);
      await act(victim, scene);
      return `${victim.member.chatter.person.name}, client ${victim.id}`;
    },
  };
}

const vanish = departure('vanish by RST', 4, ({ member }) => {
  member.chatter.vanish();
  return Promise.resolve();
});

const quit = departure('quit', 3, ({ member }) => {
  member.chatter.quit();
  return Promise.resolve();
});

/** Sends a last line and ends its side at once: the line counts, and it is shown everything up to the end. */
const halfOpen = departure('end own side, read on', 3, ({ member }) => {
  member.chatter.say();
  member.chatter.endOwnSide();
  return Promise.resolve();
});

/** Requests much and does not read it. It is closed as slow; or it reads on, if the system buffers all of it. */
const stall = departure('stop reading', 2, async ({ member }, { random }) => {
  const { stay } = member.chatter;
  member.chatter.turnAway();
  for (let asked = 0; asked < 8; asked += 1) member.chatter.askMuch();
  await sleep(2000 + random.next() * 4000);
  // If it was closed meanwhile, it has connected again and may stay.
  if (member.chatter.stay !== stay) return;
  member.chatter.listen();
  await sleep(500);
  if (member.chatter.stay === stay && member.chatter.inside) member.chatter.quit();
});

/** Reads slowly, but fast enough to stay connected. */
const slow: Action = {
  name: 'read slowly',
  weight: 3,
  run: async (scene) => {
    const victim = takeVictim(scene);
    if (victim === undefined) return undefined;
    const { member, id } = victim;
    for (let turn = 0; turn < 6; turn += 1) {
      member.chatter.turnAway();
      await sleep(100 + scene.random.next() * 300);
      member.chatter.listen();
      await sleep(20);
    }
    member.taken = false;
    return `client ${id}`;
  },
};

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

/** The actions of faulty code, of the operator, and of clients. */
export const actions: readonly Action[] = [
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
  vanish,
  quit,
  halfOpen,
  stall,
  slow,
];
