import { createInterface } from 'node:readline/promises';
import { userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { FullScreen } from '../console/full-screen.ts';
import { noScreenColumns, write } from '../console/output.ts';
import { usageHint } from '../../../../common/node/command-line.ts';
import { hasColors, isTerminal } from '../../../../common/terminal/streams.ts';
import { wrapText } from '../../../../common/text/wrap.ts';
import { codeOf, messageOf } from '../../../../common/thrown.ts';
import { ControlError, exitCodeOf, exitCodes } from '../errors.ts';
import { ControlClient } from '../socket/control-client.ts';
import { type ClientHello, sanitizeOutput } from '../socket/protocol.ts';
import { version } from '../version.ts';
import { type Invocation, parseInvocation, usage } from './arguments.ts';
import { findServer } from './find-server.ts';
import { openConsole } from '../console/open-console.ts';
import type { Executor } from '../executor.ts';

/** Runs `threadline-ctl`; resolves to the exit code. */
export async function runCtl(args: readonly string[]): Promise<number> {
  process.stdout.on('error', (error) => {
    // A reader such as `head` may close the pipe early.
    if (codeOf(error) !== 'EPIPE') fail(`Cannot write: ${error.message}`, exitCodes.failure);
    process.exit(exitCodes.failure);
  });
  process.stderr.on('error', () => {});
  let invocation: Invocation;
  try {
    invocation = parseInvocation(args);
  } catch (error) {
    const hint = usageHint('threadline-ctl', usage);
    return fail(`${messageOf(error)}\n${hint}`, exitCodes.usage);
  }
  switch (invocation.kind) {
    case 'help':
      process.stdout.write(usage);
      return exitCodes.ok;
    case 'version':
      process.stdout.write(`${version}\n`);
      return exitCodes.ok;
    case 'control':
      return await control(invocation);
  }
}

async function control({ server, line }: Invocation & { kind: 'control' }): Promise<number> {
  let client: ControlClient;
  try {
    client = await findServer(server, hello());
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    return fail(error.message, exitCodeOf(error.code));
  }
  const sendSize = (): void => client.sendHello(hello());
  process.stdout.on('resize', sendSize);
  try {
    return line === undefined ? await runConsole(client) : await runCommand(client, line);
  } finally {
    process.stdout.off('resize', sendSize);
    await client.close();
  }
}

/** Runs one command and prints its output. */
async function runCommand(client: ControlClient, line: string): Promise<number> {
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const colors = hasColors(process.stdout);
  let screen: FullScreen | undefined;
  const outcome = await client.run(line, {
    signal: interrupted.signal,
    write: (text) => write(process.stdout, `${sanitizeOutput(text, { colors })}\n`),
    ask: (question) => ask(question, interrupted.signal),
    frame: (text) => {
      screen ??= new FullScreen(process.stdin, process.stdout, interrupt);
      screen.draw(sanitizeOutput(text, { colors }));
    },
  });
  screen?.close();
  process.stdin.pause();
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  if (outcome.ok || (interrupted.signal.aborted && outcome.code === 'ERR_CONTROL_INTERRUPTED')) {
    return exitCodes.ok;
  }
  return fail(outcome.message, exitCodeOf(outcome.code));
}

function hello(): ClientHello {
  const terminal = isTerminal(process.stdin, process.stdout);
  return {
    asks: terminal,
    frames: terminal,
    colors: hasColors(process.stdout),
    columns: process.stdout.columns ?? noScreenColumns,
    rows: process.stdout.rows ?? 24,
  };
}

async function ask(question: string, signal: AbortSignal): Promise<boolean> {
  const readline = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await readline.question(`${question} y/N `, { signal });
    return /^\s*y(es)?\s*$/i.test(answer);
  } catch {
    return false;
  } finally {
    readline.close();
  }
}

function fail(message: string, exitCode: number): number {
  const { isTTY, columns = 80 } = process.stderr;
  const lines = `threadline-ctl: ${message}`.split('\n');
  const fitting = isTTY ? lines.flatMap((line) => wrapText(line, columns, '  ')) : lines;
  process.stderr.write(`${fitting.join('\n')}\n`);
  return exitCode;
}

/** Runs a console whose commands run in the server; resolves to the exit code. */
async function runConsole(client: ControlClient): Promise<number> {
  const { name } = await client.serverHello();
  let exit = (): void => {};
  const colors = hasColors(process.stdout);
  const executor: Executor = {
    run: async (line, io) => {
      if (/^\s*(exit|quit|bye)\s*$/i.test(line)) {
        exit();
        return { ok: true };
      }
      const outcome = await client.run(line, {
        ...io,
        write: (text) => io.write(sanitizeOutput(text, { colors })),
        ...(io.frame && { frame: (text) => io.frame?.(sanitizeOutput(text, { colors })) }),
      });
      if (!client.connected) setImmediate(exit);
      return outcome;
    },
    complete: (line) => client.complete(line),
  };
  const path = historyPath();
  const terminal = openConsole({
    executor,
    prompt: `${name}> `,
    ...(path !== undefined && { historyPath: path }),
  });
  exit = () => terminal.close();
  let left = false;
  void client.closed.then(() => {
    if (left) return;
    if (terminal.terminal) terminal.print('The server closed the connection.');
    terminal.close();
  });
  const exitCode = await terminal.finished;
  left = true;
  return exitCode;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The path of the history file, in the home folder. Undefined for a user without one: no `HOME` and no passwd entry, as
 * in a container.
 */
export function historyPath(env: Env = process.env): string | undefined {
  const { HOME = '' } = env;
  try {
    const home = isAbsolute(HOME) ? HOME : userInfo().homedir;
    return isAbsolute(home) ? join(home, '.threadline_ctl_history') : undefined;
  } catch {
    return undefined;
  }
}
