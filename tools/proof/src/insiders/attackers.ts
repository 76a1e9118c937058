// Members who attack, in a process of their own with a low priority: on other machines they would not take the server's
// processors either. Takes a plan on the command line, and reports over IPC.
import { constants, setPriority } from 'node:os';
import { insiderAttacks } from './attacks.ts';
import { IrcMember } from './irc-member.ts';

/** What the process of the attackers is started with. */
export interface AttackersPlan {
  readonly port: number;
  /** Members who come in at once. */
  readonly names: readonly { readonly name: string; readonly token: string }[];
  readonly roomsPerMember: number;
  readonly spareTokens: readonly string[];
  readonly history: string;
}

/** Asks for one attack. */
export interface AttackRequest {
  /** Its place in `insiderAttacks`. */
  readonly attack: number;
  readonly seconds: number;
}

/** What the process of the attackers reports. */
export type AttackersMessage =
  | { readonly type: 'ready' }
  | {
      readonly type: 'done';
      /** How often the attack was done. */
      readonly done: number;
      /** Attackers whose connection has ended since the beginning. */
      readonly ended: number;
    };

setPriority(constants.priority.PRIORITY_LOW);
const plan = JSON.parse(process.argv[2] ?? '') as AttackersPlan;
const { port, names, roomsPerMember, spareTokens, history } = plan;
const report = (message: AttackersMessage): void => void process.send?.(message);

const members: IrcMember[] = [];
for (const { name, token } of names) {
  const member = new IrcMember(port, name, token);
  await member.entered;
  const first = members.length * roomsPerMember;
  for (let room = first; room < first + roomsPerMember; room += 1) member.send(`JOIN #room${room}`);
  members.push(member);
}
await Promise.all(members.map((member) => member.ask('NAMES #lobby', performance.now() + 30_000)));
report({ type: 'ready' });

process.on('message', ({ attack, seconds }: AttackRequest) => {
  const chosen = insiderAttacks[attack];
  const until = performance.now() + seconds * 1000;
  void chosen?.run({ port, members, spareTokens, history, until }).then((done) => {
    report({ type: 'done', done, ended: members.filter(({ closed }) => closed).length });
  });
});
process.on('disconnect', () => process.exit());
