import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseCommandLine, usageHint } from '../../../../common/node/command-line.ts';
import { print } from '../../../../common/terminal/streams.ts';
import { didYouMean } from '../../../../common/text/suggest.ts';
import { openAccounts } from '../accounts/open-accounts.ts';
import { AuthError } from '../errors.ts';
import { type Command, commands } from './commands.ts';
import { Exit, exitCode, usage, UsageError } from './usage.ts';

const options = {
  file: { type: 'string', short: 'f' },
  role: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  yes: { type: 'boolean' },
  force: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/** Runs the command. Resolves with its exit status. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    return await run(args);
  } catch (error) {
    return report(error);
  }
}

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args);
  if (values.help) {
    await print(usage.trimEnd());
    return exitCode.ok;
  }
  if (values.version) {
    await print(version());
    return exitCode.ok;
  }
  const [verb = '', ...names] = positionals;
  const command = findCommand(verb);
  if (names.length !== command.names) {
    throw new UsageError(
      `Expected ${['no name', 'a name', 'two names'][command.names]} after ${verb}`,
    );
  }
  const unused = Object.keys(values).find(
    (name) => name !== 'file' && !command.options.includes(name),
  );
  if (unused !== undefined) throw new UsageError(`--${unused} does not apply to ${verb}`);
  const path = values.file ?? process.env['THREADLINE_ACCOUNTS'] ?? '';
  if (path === '') throw new UsageError('Expected --file');

  await using accounts = await openAccounts(path, { create: verb === 'add', watch: false });
  const [name = '', newName = ''] = names;
  return await command.run({
    ...{ accounts, name, newName },
    roles: values.role?.filter((role) => role !== ''),
    json: values.json ?? false,
    yes: values.yes ?? false,
    force: values.force ?? false,
  });
}

function parse(args: readonly string[]) {
  try {
    return parseCommandLine({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function findCommand(verb: string): Command {
  if (verb === '') throw new UsageError('Expected a command');
  const command = Object.hasOwn(commands, verb) ? commands[verb] : undefined;
  if (command !== undefined) return command;
  throw new UsageError(`Unknown command "${verb}"${didYouMean(verb, Object.keys(commands))}`);
}

/** Prints why the command failed. */
function report(error: unknown): number {
  const { code, syscall, message, cause } = error as NodeJS.ErrnoException;
  if (error instanceof UsageError) {
    console.error(`threadline-auth: ${message}\n${usageHint('threadline-auth', usage)}`);
    return error.code;
  }
  if (error instanceof Exit) {
    console.error(`threadline-auth: ${message}`);
    return error.code;
  }
  if (syscall === 'write') {
    if (code === 'EPIPE') return exitCode.brokenPipe;
    console.error(`threadline-auth: Cannot write the output: ${message}`);
    return exitCode.failed;
  }
  if (!(error instanceof AuthError)) throw error;
  console.error(`threadline-auth: ${message}`);
  if (cause instanceof Error) console.error(`  ${cause.message}`);
  return error.code === 'ERR_AUTH_BAD_CREDENTIALS' ? exitCode.wrongPassword : exitCode.failed;
}

function version(): string {
  const path = fileURLToPath(import.meta.resolve('@threadline/auth/package.json'));
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}
