import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { openAccounts } from '@threadline/auth';
import type { Newcomer } from './round.ts';
import type { Chatter } from '../people/chatter.ts';
import { checkStay, placesOf } from '../people/check-stays.ts';
import type { Kept, KeptHistory } from '../people/read-history.ts';

/** The accounts of an identification file, and its problems. */
interface AccountsCheck {
  readonly accounts: number;
  readonly problems: string[];
}

/** The confirmed registrations, and all that were requested. */
interface Names {
  readonly known: ReadonlySet<string>;
  readonly asked: ReadonlySet<string>;
}

/**
 * Opens a copy of the file: it must be intact, contain every confirmed registration and none that was not requested, and accept
 * the password of the last one.
 */
export async function checkAccounts(
  data: string,
  scratch: string,
  { known, asked }: Names,
  newcomers: readonly Newcomer[],
): Promise<AccountsCheck> {
  const copy = join(scratch, 'accounts');
  cpSync(join(data, 'accounts'), copy);
  const accounts = await openAccounts(copy, { create: false }).catch(
    (error: unknown) => error as Error,
  );
  if (accounts instanceof Error)
    return { accounts: 0, problems: [`the file is not whole: ${accounts.message}`] };
  const problems: string[] = [];
  const names = new Set((await accounts.list()).map(({ name }) => name));
  const told = newcomers.filter((one) => one.told);
  for (const name of [...known, ...told.map((one) => one.name)])
    if (!names.has(name)) problems.push(`${name} was told of its account, which is not there`);
  for (const name of names) if (!asked.has(name)) problems.push(`nobody asked to be ${name}`);
  const last = told.at(-1);
  if (last !== undefined) {
    await accounts.verify(last.name, last.password).catch((error: unknown) => {
      problems.push(`${last.name} can't come in any more: ${(error as Error).message}`);
    });
  }
  await accounts.close();
  return { accounts: names.size, problems };
}

/** The result of a check after a kill. */
interface KeptCheck {
  readonly compared: number;
  readonly problems: string[];
}

/** Compares the history with the messages shown since the last start, and with the history before it. */
export function checkKept(
  { messages, problems }: KeptHistory,
  before: readonly Kept[],
  chatters: readonly Chatter[],
): KeptCheck {
  const { places, problems: doubles } = placesOf(messages);
  const found = [...problems, ...doubles];
  const changed = before.find((kept, place) => {
    const now = messages[place];
    return now?.id !== kept.id || now.text !== kept.text || now.account !== kept.account;
  });
  if (changed) found.push(`#${changed.id} was kept before the start, and is not, or changed`);
  let compared = 0;
  for (const { person, stay } of chatters) {
    const checked = checkStay(person, stay, places, messages);
    compared += checked.compared;
    found.push(...checked.problems);
  }
  return { compared, problems: found };
}
