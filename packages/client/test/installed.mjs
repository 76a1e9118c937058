// Run with the packed package installed alone: the library and the program must talk to servers made of node:net.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connect, echo, parseMessage } from '@threadline/client';

const echoServer = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
const chatServer = createServer((socket) => {
  socket.setEncoding('utf8').on('data', (chunk) => {
    for (const line of chunk.split('\r\n')) {
      const { command, params } = parseMessage(line) ?? {};
      if (command === 'CAP' && params[0] === 'LS') socket.write('CAP * LS :\r\n');
      if (command === 'CAP' && params[0] === 'END') socket.write(':s 001 anna :Hi\r\n');
      if (command === 'PING') socket.write(`:s PONG s ${params[0]}\r\n`);
      if (command === 'PRIVMSG') socket.write(`:bea PRIVMSG anna :${params[1]}, too\r\n`);
      if (command === 'QUIT') socket.end();
    }
  });
}).listen(0, '127.0.0.1');
await Promise.all([once(echoServer, 'listening'), once(chatServer, 'listening')]);

const echoPort = echoServer.address().port;
const echoClient = await echo('127.0.0.1', echoPort);
assert.equal((await echoClient.send('hello')).intact, true);
await echoClient.close();

const client = await connect({
  host: '127.0.0.1',
  port: chatServer.address().port,
  account: 'anna',
});
const heard = once(client, 'message');
await client.send('bea', 'hello');
assert.equal((await heard)[0].text, 'hello, too');
await client.close();

const bin = join(import.meta.dirname, 'node_modules/.bin/threadline');
const threadline = promisify(execFile);
const ping = ['echo', '--ping', '3', '--interval', '0.01', `127.0.0.1:${echoPort}`];
assert.match((await threadline(bin, ping)).stdout, /3 sent, 3 received, 0% loss/);
await assert.rejects(threadline(bin, ['--loud']), (error) => error.code === 2);
echoServer.close();
chatServer.close();
console.log('@threadline/client: runs installed alone');
