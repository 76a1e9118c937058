// Run with the packed package installed alone: a threaded server must serve clients, through the library and the command.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { listen } from '@threadline/server';

writeFileSync('handler.mjs', 'export default (socket) => socket.pipe(socket);\n');

const server = await listen({ handler: new URL('./handler.mjs', import.meta.url), maxThreads: 4 });
assert.equal(await echoed(server.address.port), 'hello');
await server.close();

const command = spawn('node_modules/.bin/threadline-serve', [
  './handler.mjs',
  '--port',
  '0',
  '--quiet',
]);
const [line] = await once(command.stdout.setEncoding('utf8'), 'data');
assert.equal(await echoed(Number(/listening on 127\.0\.0\.1:(\d+)/.exec(line)[1])), 'hello');
command.kill('SIGTERM');
assert.deepEqual(await once(command, 'close'), [0, null]);
console.log('@threadline/server: runs installed alone');

async function echoed(port) {
  const client = connect(port, '127.0.0.1');
  client.end('hello');
  return Buffer.concat(await client.toArray()).toString();
}
