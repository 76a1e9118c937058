// The demo but for three things: the handler of its chat can be brought down by its clients; the operator can end a thread
// (`end-thread <number>`); and it tells on its standard output which client is on which thread. Takes the arguments of the
// demo.
import { join } from 'node:path';
import { openLog, startControl } from '@threadline/control';
import { demoTarget } from '../../../../apps/demo/src/demo-target.ts';
import { hostAndPort } from '../../../../apps/demo/src/listener-of.ts';
import { readSettings } from '../../../../apps/demo/src/read-settings.ts';
import { reloader } from '../../../../apps/demo/src/reload.ts';
import { makeDataFolder } from '../../../../apps/demo/src/data-folder.ts';
import { endThread } from './end-thread.ts';
import type { ServerEvent } from './server-event.ts';
import { startFaultyDemo } from './start-faulty-demo.ts';

const settings = readSettings(process.argv.slice(2), process.env);
if (settings?.socket === undefined) throw new Error('Expected a control socket');
makeDataFolder(settings.data);
const log = openLog(join(settings.data, 'server.log'), { level: settings.logLevel });
const demo = await startFaultyDemo(settings, log);
const { server } = demo.chat;

const tell = (event: ServerEvent): void => console.log(JSON.stringify(event));
server.on('connection', ({ id, threadId, remotePort }) => {
  tell({ event: 'connection', id, threadId, remotePort });
});
server.on('disconnect', ({ id, reason }) => tell({ event: 'disconnect', id, reason }));
server.on('crash', ({ threadId, error }) => {
  tell({ event: 'crash', threadId, message: error.message });
});
server.on('unresponsive', ({ threadId, silentMs }) =>
  tell({ event: 'unresponsive', threadId, silentMs }),
);

const control = await startControl({
  target: demoTarget(
    demo,
    reloader(demo, log, () => settings),
  ),
  log,
  console: false,
  socketPath: settings.socket,
  commands: [endThread(server)],
});
void demo.crashed.then((error) => {
  console.error(`a server has crashed: ${error.message}`);
  process.exit(70);
});
console.log(`chat listening on ${hostAndPort(server.address)}`);
process.exitCode = await control.done;
