import { join } from 'node:path';
import { openLog, startControl, takeListenFds } from '@threadline/control';
import type { EarlySignals } from '../../../common/node/early-signals.ts';
import { makeDataFolder } from './data-folder.ts';
import { lockDataFolder } from './data-lock.ts';
import { demoTarget } from './demo-target.ts';
import { usageHint } from '../../../common/node/command-line.ts';
import { describeFailure, exitStatus } from './exit-status.ts';
import { type Inherited, shareOut } from './inherited.ts';
import { hostAndPort } from './listener-of.ts';
import { type DemoSettings, readSettings } from './read-settings.ts';
import { reloader } from './reload.ts';
import { usage } from './settings.ts';
import { startDemo } from './start-demo.ts';
import { version } from './version.ts';

/** How long clients may take to leave at shutdown. Nx ends the demo itself 5 s after a signal. */
const graceMs = 4000;

/** Runs the demo until it is shut down; resolves to the exit status. */
export async function runDemo(
  args: string[],
  environment: NodeJS.ProcessEnv,
  signals: EarlySignals,
): Promise<number> {
  try {
    if (args.includes('--version')) {
      process.stdout.write(`${version}\n`);
      return 0;
    }
    const settings = readSettings(args, environment);
    if (settings !== undefined) {
      const inherited = shareOut(takeListenFds(environment));
      const readAgain = (): DemoSettings => readSettings(args, environment) ?? settings;
      return await serve(settings, inherited, readAgain, signals);
    }
    process.stdout.write(usage());
    return 0;
  } catch (error) {
    const status = exitStatus(error);
    const hint = status === 2 ? `\n${usageHint('npx nx run demo:serve', usage(), '--usage')}` : '';
    process.stderr.write(`threadline: ${describeFailure(error)}${hint}\n`);
    return status;
  }
}

async function serve(
  settings: DemoSettings,
  inherited: Inherited,
  readAgain: () => DemoSettings,
  signals: EarlySignals,
): Promise<number> {
  const { data, socket, logLevel } = settings;
  const warning = makeDataFolder(data);
  const release = lockDataFolder(data);
  const log = openLog(join(data, 'server.log'), { level: logLevel });
  if (warning !== undefined) log.write('warn', warning);
  const demo = await startDemo(settings, log, inherited);
  const servers = Object.entries({ echo: demo.echo, chat: demo.chat.server });
  try {
    const control = await startControl({
      target: demoTarget(demo, reloader(demo, log, readAgain)),
      log,
      graceMs,
      data,
      signals,
      console: {
        historyPath: join(data, 'console-history'),
        greeting: [
          ...(warning === undefined ? [] : [`warning: ${warning}`]),
          ...servers.map(([name, { address }]) => `${name} listening on ${hostAndPort(address)}`),
        ],
      },
      ...(socket === undefined ? {} : { socketPath: socket === 'off' ? false : socket }),
    });
    // What crashed takes the rest with it: half a demo helps nobody.
    let crashed = false;
    void demo.crashed.then((error) => {
      crashed = true;
      log.write('error', error.message);
      void control.shutdown();
    });
    const status = await control.done;
    return crashed ? 1 : status;
  } finally {
    await demo.close(0);
    release();
  }
}
