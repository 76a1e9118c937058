import type { Dialect } from './dialect.ts';
import { Member } from './member.ts';
import { memberName } from './member-name.ts';
import { fail } from './report.ts';

const atOnce = 25;

/** Brings members in, some at a time. From then on none may be closed. */
export async function gather(
  port: number,
  dialect: Dialect,
  letter: 'r' | 's',
  count: number,
): Promise<Member[]> {
  const members: Member[] = [];
  const bring = async (): Promise<void> => {
    while (members.length < count) {
      const name = memberName(letter, members.length);
      const lost = (): never => fail(`${name} was closed by the server`);
      const member = new Member(port, dialect, name, lost);
      members.push(member);
      await member.in;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, bring));
  return members;
}
