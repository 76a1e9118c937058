import type { Accounts } from '../accounts/accounts.ts';
import { isRole } from '../file/account.ts';
import { print } from '../../../../common/terminal/print.ts';
import { AuthError } from '../errors.ts';
import { askPassword, askYes } from './ask.ts';
import { Exit, exitCode } from './usage.ts';
import type { AccountInfo } from '../accounts/managed-accounts.ts';

interface Invocation {
  accounts: Accounts;
  name: string;
  /** Of `rename`. */
  newName: string;
  /** `undefined` when no `--role` was given, empty for `--role ''`. */
  roles: string[] | undefined;
  json: boolean;
  yes: boolean;
  /** Whether a reserved name may be added. */
  force: boolean;
}

interface Command {
  takesNames: 0 | 1 | 2;
  /** Resolves with the exit code. */
  run(invocation: Invocation): Promise<number>;
}

export const commands: Record<string, Command> = {
  add: {
    takesNames: 1,
    async run({ accounts, name, roles = [], force }) {
      // Before the question: nobody likes to type a password twice in vain.
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
    takesNames: 1,
    async run({ accounts, name }) {
      await assertExists(accounts, name);
      await accounts.setPassword(name, await askPassword({ confirm: true }));
      return exitCode.ok;
    },
  },
  verify: {
    takesNames: 1,
    async run({ accounts, name }) {
      await accounts.verify(name, await askPassword({ confirm: false }));
      return exitCode.ok;
    },
  },
  list: {
    takesNames: 0,
    async run({ accounts, json }) {
      const list = await accounts.list();
      await print(json ? formatJson(list) : formatTable(list));
      for (const warning of await accounts.warnings()) console.error(`threadline-auth: ${warning}`);
      return exitCode.ok;
    },
  },
  del: {
    takesNames: 1,
    async run({ accounts, name }) {
      if (!(await accounts.remove(name))) throw missing(name);
      return exitCode.ok;
    },
  },
  revoke: {
    takesNames: 1,
    async run({ accounts, name }) {
      await assertExists(accounts, name);
      await print(`${await accounts.revoke(name)} revoked`);
      return exitCode.ok;
    },
  },
  role: {
    takesNames: 1,
    async run({ accounts, name, roles }) {
      await assertExists(accounts, name);
      if (roles === undefined) await print(await rolesOf(accounts, name));
      else {
        assertRoles(roles);
        await accounts.setRoles(name, roles);
      }
      return exitCode.ok;
    },
  },
  rename: {
    takesNames: 2,
    async run({ accounts, name, newName }) {
      await assertExists(accounts, name);
      await accounts.rename(name, newName);
      return exitCode.ok;
    },
  },
  clear: {
    takesNames: 0,
    async run({ accounts, yes }) {
      if (!yes && !(await askYes(`Remove all accounts of "${accounts.path}"?`))) {
        throw process.stdin.isTTY
          ? new Exit(exitCode.failed, 'Nothing removed')
          : new Exit(exitCode.usage, 'clear needs --yes where nobody can be asked');
      }
      await print(`${await accounts.clear()} removed, kept in "${accounts.path}.bak"`);
      return exitCode.ok;
    },
  },
};

async function rolesOf(accounts: Accounts, name: string): Promise<string> {
  const list = await accounts.list();
  const account = list.find((one) => one.name.toLowerCase() === name.toLowerCase());
  return account?.roles.join(' ') ?? '';
}

async function assertExists(accounts: Accounts, name: string): Promise<void> {
  if (!(await accounts.exists(name))) throw missing(name);
}

function assertRoles(roles: readonly string[]): void {
  const bad = roles.find((role) => !isRole(role));
  if (bad !== undefined) throw new Exit(exitCode.usage, `no role can be called "${bad}"`);
}

function missing(name: string): Exit {
  return new Exit(exitCode.failed, `Cannot find the account "${name}"`);
}

/** One object an account, times as ISO 8601. */
export function formatJson(list: readonly AccountInfo[]): string {
  const plain = list.map(({ name, roles, createdAt, seen, tokens }) => ({
    name,
    roles,
    created: createdAt === undefined ? null : isoTime(createdAt),
    seen: seen.map(({ address, at }) => ({ address, at: isoTime(at) })),
    tokens,
  }));
  return JSON.stringify(plain, null, 2);
}

/** One line an account under a heading, in columns. */
export function formatTable(list: readonly AccountInfo[]): string {
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
