import { join } from 'node:path';
import { openAccounts } from '@threadline/auth';

/** Somebody with an account, and a token that lets in without hashing a password. */
export interface Person {
  readonly name: string;
  readonly token: string;
}

/** Makes accounts in a data folder, before the demo opens it: `user0`, `user1` and so on. */
export async function makePeople(data: string, count: number): Promise<Person[]> {
  // What a password costs to hash is of no matter here: nobody logs in by one.
  const accounts = await openAccounts(join(data, 'accounts'), { memoryKiB: 8, passes: 1 });
  const people: Person[] = [];
  for (let index = 0; index < count; index += 1) {
    const name = `user${index}`;
    await accounts.register(name, `${name}-password`);
    people.push({ name, token: (await accounts.issueToken(name)).token });
  }
  await accounts.close();
  return people;
}
