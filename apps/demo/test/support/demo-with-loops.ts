// The demo as it is, and a third server beside its two, `loop`, whose clients may send their threads into an endless
// loop. Takes the arguments of the demo.
import { join } from 'node:path';
import { openLog, startControl } from '@threadline/control';
import { listen } from '@threadline/server';
import { demoTarget } from '../../src/demo-target.ts';
import { hostAndPort, listenerOf } from '../../src/listener-of.ts';
import { logEvents } from '../../src/log-events.ts';
import { readSettings } from '../../src/read-settings.ts';
import { reloader } from '../../src/reload.ts';
import { makeDataFolder } from '../../src/data-folder.ts';
import { startDemo } from '../../src/start-demo.ts';

const settings = readSettings(process.argv.slice(2), process.env);
if (settings?.socket === undefined) throw new Error('Expected a control socket');
makeDataFolder(settings.data);
const log = openLog(join(settings.data, 'server.log'));
const demo = await startDemo(settings, log);
const loop = await listen({
  handler: new URL('./loops.ts', import.meta.url),
  maxThreads: 16,
  hangTimeoutMs: 600_000,
});
logEvents('loop', loop, log);
for (const [name, { address }] of Object.entries({ chat: demo.chat.server, loop }))
  console.log(`${name} listening on ${hostAndPort(address)}`);
const target = demoTarget(
  demo,
  reloader(demo, log, () => settings),
);
const control = await startControl({
  target: {
    ...target,
    listeners: [...target.listeners, listenerOf('loop', loop)],
    close: async (options) => {
      await loop.terminate();
      await target.close(options);
    },
  },
  log,
  socketPath: settings.socket,
});
process.exitCode = await control.done;
