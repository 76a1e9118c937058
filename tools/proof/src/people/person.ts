import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openAccounts } from '@threadline/auth';

/** A dialect. */
export type DialectName = 'text' | 'irc';

/** An account, with a token that logs in without hashing a password. */
export interface Person {
  readonly name: string;
  readonly token: string;
  readonly dialect: DialectName;
}

/** Creates accounts in a data folder, before the server opens it. Every second one uses IRC. */
export async function makePeople(data: string, count: number): Promise<Person[]> {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  // Cheap hashes, since nobody logs in with a password.
  const accounts = await openAccounts(join(data, 'accounts'), { memoryKiB: 8, passes: 1 });
  const people: Person[] = [];
  for (let index = 0; index < count; index += 1) {
    const name = `user${index}`;
    await accounts.register(name, `${name}-password`);
    const { token } = await accounts.issueToken(name);
    people.push({ name, token, dialect: index % 2 === 0 ? 'text' : 'irc' });
  }
  await accounts.close();
  return people;
}
