import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { openAccounts } from '@threadline/auth';
import type { Newcomer } from './newcomer.ts';

/** What an identification file holds, and what is wrong with it. */
export interface AccountsCheck {
  readonly accounts: number;
  readonly problems: string[];
}

/** Who was told before that the account is its own, and who ever asked for one. */
export interface Names {
  readonly known: ReadonlySet<string>;
  readonly asked: ReadonlySet<string>;
}

/**
 * Opens a copy of the file as it was left: it is to be whole, hold everybody who was told so, and nobody who never asked, and
 * take the password of the last who registered.
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
