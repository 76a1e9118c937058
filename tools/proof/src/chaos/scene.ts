import type { Random } from '../random.ts';
import type { Operator } from '../server/operator.ts';
import type { Ledger } from './ledger.ts';
import type { Member } from './member.ts';

/** What the actions work with. */
export interface Scene {
  readonly members: readonly Member[];
  readonly operator: Operator;
  readonly ledger: Ledger;
  readonly random: Random;
}

/** An action on the server or its clients. */
export interface Action {
  readonly name: string;
  /** How often it is chosen, relative to the others. */
  readonly weight: number;
  /** Runs it; resolves to a description for the report, or undefined without a suitable client. */
  run(scene: Scene): Promise<string | undefined>;
}

/** A member in the room without an action in progress. */
export interface Victim {
  readonly member: Member;
  readonly id: number;
  readonly threadId: number;
}

/** Chooses a member and reserves it until it connects again; undefined if there is none. */
export function takeVictim({ members, ledger, random }: Scene): Victim | undefined {
  const free = members.filter(({ taken, chatter }) => !taken && chatter.inside);
  if (free.length === 0) return undefined;
  const member = random.pick(free);
  const known = ledger.find(member.chatter.localPort);
  if (known === undefined) return undefined;
  member.taken = true;
  return { member, id: known.id, threadId: known.threadId };
}
