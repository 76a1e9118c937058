import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { AuthError } from '../errors.ts';
import { openAccounts } from '../accounts/open-accounts.ts';
import { commands } from './commands.ts';
import { print } from '../../../../common/terminal/print.ts';
import { Exit, exitCode, usage } from './usage.ts';

/** Runs the command; resolves with its exit code. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    return await run(args);
  } catch (error) {
    if (error instanceof Exit) {
      console.error(`threadline-auth: ${error.message}`);
      return error.code;
    }
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall === 'write') {
      // Whoever reads the output has seen enough.
      if (code === 'EPIPE') return exitCode.brokenPipe;
      console.error(`threadline-auth: Cannot write the output: ${(error as Error).message}`);
      return exitCode.failed;
    }
    if (!(error instanceof AuthError)) throw error;
    console.error(`threadline-auth: ${error.message}`);
    if (error.cause instanceof Error) console.error(`  ${error.cause.message}`);
    return error.code === 'ERR_AUTH_BAD_CREDENTIALS' ? exitCode.wrongPassword : exitCode.failed;
  }
}

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args);
  if (values.help) {
    await print(usage);
    return exitCode.ok;
  }
  if (values.version) {
    await print(version());
    return exitCode.ok;
  }
  const [verb = '', name, newName] = positionals;
  const command = Object.hasOwn(commands, verb) ? commands[verb] : undefined;
  if (command === undefined) throw misuse(verb === '' ? 'no command' : `no command "${verb}"`);
  const takes = command.takesNames;
  if (positionals.length - 1 !== takes) {
    throw misuse(`${verb} takes ${['no name', 'one name', 'two names'][takes]}`);
  }
  const path = values.file ?? process.env['THREADLINE_ACCOUNTS'];
  if (path === undefined || path === '') throw misuse('no --file');

  await using accounts = await openAccounts(path, { create: verb === 'add', watch: false });
  return await command.run({
    accounts,
    name: name ?? '',
    newName: newName ?? '',
    roles: values.role?.filter((role) => role !== ''),
    json: values.json ?? false,
    yes: values.yes ?? false,
    force: values.force ?? false,
  });
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        file: { type: 'string', short: 'f' },
        role: { type: 'string', multiple: true },
        json: { type: 'boolean' },
        yes: { type: 'boolean' },
        force: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    });
  } catch (error) {
    // Only the first sentence: the rest is advice for programmers.
    throw misuse((error as Error).message.split('. ')[0] ?? 'wrong arguments');
  }
}

function misuse(reason: string): Exit {
  return new Exit(exitCode.usage, `${reason}; see threadline-auth --help`);
}

function version(): string {
  const path = fileURLToPath(import.meta.resolve('@threadline/auth/package.json'));
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}
