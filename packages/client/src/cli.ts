#!/usr/bin/env node
import { writeSync } from 'node:fs';
import { usageHint } from '../../../common/node/command-line.ts';
import { codeOf, messageOf } from '../../../common/thrown.ts';
import { plainText } from './irc/text.ts';
import { version } from './version.ts';
import { type Invocation, parseArguments } from './program/arguments.ts';
import { runChat } from './program/chat/run-chat.ts';
import { runEcho } from './program/echo/run-echo.ts';
import { runRaw } from './program/run-raw.ts';
import { openTokenFile } from './program/saved-state.ts';
import { accountName, type Address, formatAddress } from './program/server-address.ts';
import { printLine, type Streams } from './program/streams.ts';
import { exitCodeOf, exitCodes, usage, UsageError } from './program/usage.ts';

process.exitCode = await runProgram(process.argv.slice(2));

/** Runs `threadline`; resolves to the exit code. */
async function runProgram(args: readonly string[]): Promise<number> {
  const { stdin: input, stdout: output, stderr: errorOutput, env } = process;
  output.on('error', (error) => {
    // A reader such as `head` may close the pipe early; a full disk is reported.
    if (codeOf(error) !== 'EPIPE') writeSync(2, `threadline: cannot write: ${messageOf(error)}\n`);
    process.exit(exitCodes.failure);
  });
  try {
    return await run(parseArguments(args), { input, output, errorOutput, env });
  } catch (error) {
    const hint = error instanceof UsageError ? `\n${usageHint('threadline', usage)}` : '';
    printLine(errorOutput, 'threadline: ', `${plainText(messageOf(error))}${hint}`);
    return exitCodeOf(error);
  } finally {
    // An input that does not end must not keep the process running.
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
      return deleteSavedToken(invocation.address, streams);
    case 'chat':
      return await runChat(invocation, streams);
    case 'echo':
      return await runEcho(invocation, streams);
    case 'raw':
      return await runRaw(invocation, streams);
  }
}

function deleteSavedToken(address: Address, { output, env }: Streams): number {
  const account = accountName(address, env);
  const server = formatAddress(address);
  const deleted = openTokenFile(env)?.delete(server, account) === true;
  const what = deleted ? 'deleted the saved token' : 'no saved token';
  output.write(`${what} for ${account}@${server}\n`);
  return exitCodes.ok;
}
