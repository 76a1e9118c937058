import { ServerError } from '@threadline/server';
import { commandsFor } from './commands.ts';
import { Prompt } from './prompt.ts';
import { type DemoSettings, readSettings, SettingsError } from './read-settings.ts';
import { report } from './report.ts';
import { startDemo } from './start-demo.ts';
import { usage } from './settings.ts';

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
  const prompt = new Prompt();
  const demo = await startDemo(settings);
  for (const [name, server] of Object.entries(demo.servers))
    report(name, server, (line) => prompt.print(line));
  const shutdown = (): void => demo.shutdown();
  process.on('SIGINT', shutdown).on('SIGTERM', shutdown);
  prompt.start(commandsFor(demo.servers, shutdown), shutdown);

  const error = await demo.closed;
  prompt.stop();
  process.stdout.write('closed\n');
  if (error !== undefined) throw error;
  return prompt.failed && !process.stdin.isTTY ? 1 : 0;
}

function exitStatus(error: unknown): number {
  if (error instanceof SettingsError) return error.status;
  if (error instanceof TypeError || error instanceof RangeError) return 2;
  const { code } = error as { code?: string };
  if (code === 'ERR_AUTH_FILE' || code?.startsWith('ERR_CHAT_HISTORY')) return 78;
  const noPort = ['ERR_SERVER_ADDRESS_IN_USE', 'ERR_SERVER_PERMISSION', 'ERR_SERVER_LISTEN'];
  return error instanceof ServerError && noPort.includes(error.code) ? 69 : 1;
}
