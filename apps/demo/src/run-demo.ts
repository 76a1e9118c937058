import { ServerError, type ThreadedServer } from '@threadline/server';
import { commandsFor } from './commands.ts';
import { startEcho } from './echo-server.ts';
import { Prompt } from './prompt.ts';
import { type DemoSettings, readSettings, SettingsError } from './read-settings.ts';
import { report } from './report.ts';
import { usage } from './settings.ts';

/** How long clients may take to leave at shutdown. Nx ends the demo itself 5 s after a signal. */
const graceMs = 4000;

/** Runs the demo until it is shut down; resolves to the exit status. */
export async function runDemo(args: string[], environment: NodeJS.ProcessEnv): Promise<number> {
  try {
    const settings = readSettings(args, environment);
    if (settings !== undefined) return await serve(settings);
    process.stdout.write(usage());
    return 0;
  } catch (error) {
    process.stderr.write(`threadline: ${(error as Error).message}\n`);
    return exitStatus(error);
  }
}

async function serve(settings: DemoSettings): Promise<number> {
  const echo = await startEcho(settings);
  const prompt = new Prompt();
  const shutdown = shutdownOf(echo);
  report('echo', echo, (line) => prompt.print(line));
  process.on('SIGINT', shutdown).on('SIGTERM', shutdown);
  prompt.start(commandsFor(echo, shutdown), shutdown);

  const closed = Promise.withResolvers<ServerError | undefined>();
  echo.on('close', (error) => closed.resolve(error));
  const error = await closed.promise;
  prompt.stop();
  process.stdout.write('closed\n');
  if (error !== undefined) throw error;
  return prompt.failed && !process.stdin.isTTY ? 1 : 0;
}

/** Shuts down politely when called first, at once when called again. */
function shutdownOf(server: ThreadedServer): () => void {
  let asked = false;
  return () => {
    void (asked ? server.terminate() : server.close({ graceMs }));
    asked = true;
  };
}

function exitStatus(error: unknown): number {
  if (error instanceof SettingsError) return error.status;
  if (error instanceof TypeError || error instanceof RangeError) return 2;
  const noPort = ['ERR_SERVER_ADDRESS_IN_USE', 'ERR_SERVER_PERMISSION', 'ERR_SERVER_LISTEN'];
  return error instanceof ServerError && noPort.includes(error.code) ? 69 : 1;
}
