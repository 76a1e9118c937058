import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, messageOf } from '../../../../common/thrown.ts';
import { ClientError } from '../errors.ts';
import { plainText } from '../text/plain-text.ts';
import { version } from '../version.ts';
import { type Address, showAddress } from './address.ts';
import { type Invocation, parseArguments } from './arguments.ts';
import { runChat } from './chat/run-chat.ts';
import { runEcho } from './echo/run-echo.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import { runRaw } from './raw/run-raw.ts';
import { stateFolder, userName } from './state-folder.ts';
import type { Streams } from './streams.ts';
import { TokenFile } from './token-file.ts';
import { usage } from './usage.ts';
import { UsageError } from './usage-error.ts';

/** Runs `threadline`; resolves to the exit code. */
export async function runProgram(args: readonly string[]): Promise<number> {
  const { stdin: input, stdout: output, stderr: errorOutput, env } = process;
  // Whoever reads our output may have enough of it before we do.
  output.on('error', (error) => {
    // A closed pipe is no mistake of anybody's; a full disk is told.
    if (codeOf(error) !== 'EPIPE') writeSync(2, `threadline: cannot write: ${messageOf(error)}\n`);
    process.exit(exitCodes.failure);
  });
  try {
    return await run(parseArguments(args), { input, output, errorOutput, env });
  } catch (error) {
    const hint = error instanceof UsageError ? "\nTry 'threadline --help'." : '';
    errorOutput.write(`threadline: ${plainText(messageOf(error))}${hint}\n`);
    if (error instanceof UsageError) return exitCodes.usage;
    if (error instanceof ClientError) return exitCodeOf(error);
    return exitCodes.failure;
  } finally {
    // An input that nobody ends must not keep us.
    input.pause();
    if ('unref' in input) (input as { unref(): void }).unref();
  }
}

async function run(invocation: Invocation, streams: Streams): Promise<number> {
  switch (invocation.kind) {
    case 'help':
      streams.output.write(usage);
      return exitCodes.ok;
    case 'version':
      streams.output.write(`${version}\n`);
      return exitCodes.ok;
    case 'logout':
      return logout(invocation.address, streams);
    case 'chat':
      return await runChat(invocation, streams);
    case 'echo':
      return await runEcho(invocation, streams);
    case 'raw':
      return await runRaw(invocation, streams);
  }
}

function logout(address: Address, { output, env }: Streams): number {
  const folder = stateFolder(env);
  const account = address.name ?? userName(env);
  const tokens = folder === undefined ? undefined : new TokenFile(join(folder, 'tokens.json'));
  const gone = tokens?.delete(showAddress(address), account);
  output.write(`${gone ? 'forgotten' : 'nothing kept for'} ${account}@${showAddress(address)}\n`);
  return exitCodes.ok;
}
