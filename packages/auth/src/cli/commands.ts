import type { Accounts } from '../accounts.ts';
import { isRole } from '../account.ts';
import { AuthError } from '../errors.ts';
import { askPassword, askYes } from './ask.ts';
import { Exit, exitCode } from './exit-code.ts';
import { formatJson, formatTable } from './list.ts';

interface Invocation {
  accounts: Accounts;
  name: string;
  /** `undefined` when no `--role` was given, empty for `--role ''`. */
  roles: string[] | undefined;
  json: boolean;
  yes: boolean;
  /** Whether a reserved name may be added. */
  force: boolean;
}

interface Command {
  takesName: boolean;
  /** Resolves with the exit code. */
  run(invocation: Invocation): Promise<number>;
}

export const commands: Record<string, Command> = {
  add: {
    takesName: true,
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
    takesName: true,
    async run({ accounts, name }) {
      await assertExists(accounts, name);
      await accounts.setPassword(name, await askPassword({ confirm: true }));
      return exitCode.ok;
    },
  },
  verify: {
    takesName: true,
    async run({ accounts, name }) {
      await accounts.verify(name, await askPassword({ confirm: false }));
      return exitCode.ok;
    },
  },
  list: {
    takesName: false,
    async run({ accounts, json }) {
      const list = await accounts.list();
      console.log(json ? formatJson(list) : formatTable(list));
      return exitCode.ok;
    },
  },
  del: {
    takesName: true,
    async run({ accounts, name }) {
      if (!(await accounts.remove(name))) throw missing(name);
      return exitCode.ok;
    },
  },
  revoke: {
    takesName: true,
    async run({ accounts, name }) {
      await assertExists(accounts, name);
      console.log(`${await accounts.revoke(name)} revoked`);
      return exitCode.ok;
    },
  },
  role: {
    takesName: true,
    async run({ accounts, name, roles }) {
      await assertExists(accounts, name);
      if (roles === undefined) console.log(await rolesOf(accounts, name));
      else {
        assertRoles(roles);
        await accounts.setRoles(name, roles);
      }
      return exitCode.ok;
    },
  },
  clear: {
    takesName: false,
    async run({ accounts, yes }) {
      if (!yes && !(await askYes(`Remove all accounts of "${accounts.path}"?`))) {
        throw process.stdin.isTTY
          ? new Exit(exitCode.failed, 'Nothing removed')
          : new Exit(exitCode.usage, 'clear needs --yes where nobody can be asked');
      }
      console.log(`${await accounts.clear()} removed, kept in "${accounts.path}.bak"`);
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
