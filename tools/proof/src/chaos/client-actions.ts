import { setTimeout as sleep } from 'node:timers/promises';
import { type Action, type Scene, takeVictim, type Victim } from './scene.ts';

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

/** Actions of clients. */
export const clientActions: readonly Action[] = [vanish, quit, halfOpen, stall, slow];
