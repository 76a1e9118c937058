import { join } from 'node:path';
import { openAccounts } from '@threadline/auth';

/** An account, with a token that logs in without hashing a password. */
export interface Person {
  readonly name: string;
  readonly token: string;
}

/** Creates the accounts `user0`, `user1` and so on in a data folder, before the demo opens it. */
export async function makePeople(data: string, count: number): Promise<Person[]> {
  // Cheap hashes, since nobody logs in with a password.
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
