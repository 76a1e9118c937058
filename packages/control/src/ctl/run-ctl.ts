import { createInterface } from 'node:readline/promises';
import { openConsole } from '../console/console.ts';
import { FullScreen } from '../console/full-screen.ts';
import { noScreenColumns, write } from '../console/piped-console.ts';
import { hasColors, isTerminal } from '../../../../common/terminal/streams.ts';
import { codeOf, messageOf } from '../../../../common/thrown.ts';
import { ControlError } from '../errors.ts';
import { exitCodeOf, exitCodes } from '../service/exit-codes.ts';
import type { Executor, Io } from '../shell/io.ts';
import { ControlClient } from '../socket/control-client.ts';
import type { Hello } from '../socket/protocol.ts';
import { version } from '../version.ts';
import { type Invocation, parseInvocation, usage } from './ctl-options.ts';
import { findServer } from './find-server.ts';
import { historyPath } from './history-path.ts';
import { fitForScreen } from './fit-for-screen.ts';

/** Runs `threadline-ctl`; resolves to the exit status. */
export async function runCtl(args: readonly string[]): Promise<number> {
  process.stdout.on('error', (error) => {
    // Whoever reads our output may have enough of it before we do.
    if (codeOf(error) !== 'EPIPE') fail(`Cannot write: ${error.message}`, exitCodes.failure);
    process.exit(exitCodes.failure);
  });
  process.stderr.on('error', () => {});
  let invocation: Invocation;
  try {
    invocation = parseInvocation(args);
  } catch (error) {
    return fail(`${messageOf(error)}\nTry 'threadline-ctl --help'.`, exitCodes.usage);
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
  const tellSize = (): void => client.tell(hello());
  process.stdout.on('resize', tellSize);
  try {
    return line === undefined ? await talk(client) : await runOne(client, line);
  } finally {
    process.stdout.off('resize', tellSize);
    await client.close();
  }
}

/** One command, whose answer is our output. */
async function runOne(client: ControlClient, line: string): Promise<number> {
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const colors = hasColors(process.stdout);
  let screen: FullScreen | undefined;
  const io: Io = {
    origin: 'threadline-ctl',
    colors,
    columns: process.stdout.columns ?? noScreenColumns,
    rows: process.stdout.rows ?? 24,
    signal: interrupted.signal,
    write: (text) => write(process.stdout, `${fitForScreen(text, { colors })}\n`),
    ask: (question) => ask(question, interrupted.signal),
    frame: (text) => {
      screen ??= new FullScreen(process.stdin, process.stdout, interrupt);
      screen.draw(fitForScreen(text, { colors }));
    },
  };
  const outcome = await client.run(line, io);
  screen?.close();
  process.stdin.pause();
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  if (outcome.ok || (interrupted.signal.aborted && outcome.code === 'ERR_CONTROL_INTERRUPTED')) {
    return exitCodes.ok;
  }
  return fail(outcome.message, exitCodeOf(outcome.code));
}

/** A console whose commands run in the server. */
async function talk(client: ControlClient): Promise<number> {
  const { name } = await client.welcome();
  let leave = (): void => {};
  const colors = hasColors(process.stdout);
  const executor: Executor = {
    run: async (line, io) => {
      if (/^\s*(exit|quit|bye)\s*$/i.test(line)) {
        leave();
        return { ok: true };
      }
      const outcome = await client.run(line, {
        ...io,
        write: (text) => io.write(fitForScreen(text, { colors })),
        ...(io.frame && { frame: (text) => io.frame?.(fitForScreen(text, { colors })) }),
      });
      if (!client.connected) setImmediate(leave);
      return outcome;
    },
    complete: (line) => client.complete(line),
  };
  const history = historyPath();
  const terminal = openConsole({
    executor,
    prompt: `${name}> `,
    ...(history !== undefined && { historyPath: history }),
  });
  leave = () => terminal.close();
  void client.closed.then(() => {
    if (terminal.terminal) terminal.print('The server has ended.');
    terminal.close();
  });
  return await terminal.finished;
}

function hello(): Hello {
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
  process.stderr.write(`threadline-ctl: ${message}\n`);
  return exitCode;
}
