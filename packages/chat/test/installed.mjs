// Run by the package check with the packed package installed alone: two clients chat, the hub in its thread.
import assert from 'node:assert/strict';
import console from 'node:console';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import { createHandler, MemoryAccounts, startHub } from '@threadline/chat';
import handlerModule from '@threadline/chat/handler';

assert.equal(typeof handlerModule, 'function');
const hub = await startHub({ history: { file: 'installed.db' } });
const { port1, port2 } = new MessageChannel();
hub.entry.postMessage({ type: 'client-thread', threadId: 0, port: port1 }, [port1]);
const server = createServer(createHandler({ hub: port2, authenticator: new MemoryAccounts() }));
server.listen(0, '127.0.0.1');
await once(server, 'listening');

const anna = await enter('anna');
const bea = await enter('bea');
anna.socket.write('hello\n/search hello\n/version\n/quit\n');
await Promise.all([bea.sees('anna: hello'), anna.sees('1 message in #lobby'), anna.sees('-- bye')]);
bea.socket.end();
await once(bea.socket, 'close');
assert.equal((await hub.stats()).messages, 1);
await hub.close();
server.close();
console.log('two clients chatted');

async function enter(name) {
  const socket = connect(server.address().port, '127.0.0.1');
  let screen = '';
  socket.on('data', (bytes) => (screen += bytes));
  const sees = async (text) => {
    while (!screen.includes(text)) await once(socket, 'data');
  };
  socket.write(`${name}\nsecret-pass\nsecret-pass\n`);
  await sees('you are in #lobby');
  return { socket, sees };
}
