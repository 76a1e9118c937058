import { print } from '../../../../common/terminal/streams.ts';
import { didYouMean } from '../../../../common/text/suggest.ts';
import { nameKey } from '../../../../common/names/account-name.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { AccountInfo } from '../accounts/managed-accounts.ts';
import { AuthError } from '../errors.ts';
import { isRole } from '../file/account.ts';
import { askPassword, askYes } from './ask.ts';
import { Exit, exitCode, UsageError } from './usage.ts';

/** A parsed command line. */
interface Invocation {
  accounts: Accounts;
  name: string;
  /** Only for `rename`. */
  newName: string;
  /** `undefined` without `--role`, empty for `--role ''`. */
  roles: string[] | undefined;
  json: boolean;
  yes: boolean;
  force: boolean;
}

/** A command of `threadline-auth`. */
export interface Command {
  /** How many names follow the command. */
  names: 0 | 1 | 2;
  /** The options that apply, besides `file`. */
  options: readonly string[];
  /** Resolves with the exit status. */
  run(invocation: Invocation): Promise<number>;
}

/** The commands by name. */
export const commands: Record<string, Command> = {
  add: {
    names: 1,
    options: ['role', 'force'],
    async run({ accounts, name, roles = [], force }) {
      // Before asking for a password that would be useless.
      const check = await accounts.checkName(name);
      const allowed = check.ok || (force && check.code === 'ERR_AUTH_NAME_RESERVED');
      if (!allowed) throw new AuthError(check.code, check.message);
      assertRoles(roles);
      const password = await askPassword({ confirm: true });
      await accounts.register(name, password, { allowReserved: force });
      if (roles.length > 0) await accounts.setRoles(name, roles);
      return exitCode.ok;
    },
  },
  passwd: {
    names: 1,
    options: [],
    async run({ accounts, name }) {
      await find(accounts, name);
      await accounts.setPassword(name, await askPassword({ confirm: true }));
      return exitCode.ok;
    },
  },
  verify: {
    names: 1,
    options: [],
    async run({ accounts, name }) {
      await accounts.verify(name, await askPassword({ confirm: false }));
      return exitCode.ok;
    },
  },
  list: {
    names: 0,
    options: ['json'],
    async run({ accounts, json }) {
      const list = await accounts.list();
      await print(json ? formatJson(list) : formatTable(list));
      for (const warning of await accounts.warnings()) console.error(`threadline-auth: ${warning}`);
      return exitCode.ok;
    },
  },
  del: {
    names: 1,
    options: [],
    async run({ accounts, name }) {
      await find(accounts, name);
      await accounts.remove(name);
      return exitCode.ok;
    },
  },
  revoke: {
    names: 1,
    options: [],
    async run({ accounts, name }) {
      await find(accounts, name);
      await print(`${await accounts.revoke(name)} revoked`);
      return exitCode.ok;
    },
  },
  role: {
    names: 1,
    options: ['role'],
    async run({ accounts, name, roles }) {
      const account = await find(accounts, name);
      if (roles === undefined) await print(account.roles.join(' '));
      else {
        assertRoles(roles);
        await accounts.setRoles(name, roles);
      }
      return exitCode.ok;
    },
  },
  rename: {
    names: 2,
    options: ['force'],
    async run({ accounts, name, newName, force }) {
      await find(accounts, name);
      await accounts.rename(name, newName, { allowReserved: force });
      return exitCode.ok;
    },
  },
  clear: {
    names: 0,
    options: ['yes'],
    async run({ accounts, yes }) {
      if (!yes && !process.stdin.isTTY) {
        throw new UsageError('Expected --yes, as standard input is not a terminal');
      }
      if (!yes && !(await askYes(`Remove all accounts of "${accounts.path}"?`))) {
        throw new Exit(exitCode.failed, 'Nothing removed');
      }
      await print(`${await accounts.clear()} removed, kept in "${accounts.path}.bak"`);
      return exitCode.ok;
    },
  },
};

/** @throws Exit if there is no such account. */
async function find(accounts: Accounts, name: string): Promise<AccountInfo> {
  const list = await accounts.list();
  const account = list.find((one) => nameKey(one.name) === nameKey(name));
  if (account !== undefined) return account;
  const names = list.map((one) => one.name);
  throw new Exit(exitCode.failed, `Cannot find the account "${name}"${didYouMean(name, names)}`);
}

function assertRoles(roles: readonly string[]): void {
  const bad = roles.find((role) => !isRole(role));
  if (bad === undefined) return;
  throw new UsageError(
    `Expected a role of 1 to 32 lower-case letters, digits and "-", starting with a letter, got "${bad}"`,
  );
}

/** One object per account, with times in ISO 8601. */
function formatJson(list: readonly AccountInfo[]): string {
  const plain = list.map(({ name, roles, createdAt, seen, tokens }) => ({
    name,
    roles,
    created: createdAt === undefined ? null : isoTime(createdAt),
    seen: seen.map(({ address, at }) => ({ address, at: isoTime(at) })),
    tokens,
  }));
  return JSON.stringify(plain, null, 2);
}

/** One line per account, in columns with a heading. */
function formatTable(list: readonly AccountInfo[]): string {
  const rows = [
    ['NAME', 'CREATED', 'LAST SEEN', 'TOKENS', 'ROLES'],
    ...list.map(({ name, roles, createdAt, seen, tokens }) => {
      const last = seen.at(-1);
      return [
        name,
        createdAt === undefined ? '-' : isoTime(createdAt).slice(0, 10),
        last === undefined ? '-' : `${isoTime(last.at).slice(0, 16)}Z ${last.address}`,
        String(tokens),
        roles.join(' '),
      ];
    }),
  ];
  const widths = rows[0]?.map((_, column) => {
    return rows.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), 0);
  });
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths?.[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function isoTime(at: number): string {
  return new Date(at).toISOString();
}
