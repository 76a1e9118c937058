import type { Random } from '../random.ts';
import type { Operator } from '../server/operator.ts';
import type { Ledger } from './ledger.ts';
import type { Member } from './member.ts';

/** What the actions of a chaos work with. */
export interface Scene {
  readonly members: readonly Member[];
  readonly operator: Operator;
  readonly ledger: Ledger;
  readonly random: Random;
}

/** Something that is done to a server or its clients. */
export interface Action {
  readonly name: string;
  /** How often it is done, among the others. */
  readonly weight: number;
  /** Does it; resolves to what was done to whom, for the record, or undefined if nobody was there for it. */
  run(scene: Scene): Promise<string | undefined>;
}

/** A client to do something to, one that is in and to whom nothing is being done. */
export interface Victim {
  readonly member: Member;
  readonly id: number;
  readonly threadId: number;
}

/** Chooses a client, and takes it; undefined if there is none. It is free again when it comes in the next time. */
export function takeVictim({ members, ledger, random }: Scene): Victim | undefined {
  const free = members.filter(({ taken, chatter }) => !taken && chatter.inside);
  if (free.length === 0) return undefined;
  const member = random.pick(free);
  const known = ledger.find(member.chatter.localPort);
  if (known === undefined) return undefined;
  member.taken = true;
  return { member, id: known.id, threadId: known.threadId };
}
