import { userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { hasColors } from '../../../../common/terminal/streams.ts';
import { openConsole } from '../console/open-console.ts';
import type { Executor } from '../executor.ts';
import type { ControlClient } from '../socket/control-client.ts';
import { sanitizeOutput } from '../socket/protocol.ts';

/** Runs a console whose commands run in the server; resolves to the exit code. */
export async function runConsole(client: ControlClient): Promise<number> {
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
