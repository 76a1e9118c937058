/**
 * No chat, but what shows how much the load process can take: when told `blast N` it writes N lines that are always
 * the same to everyone, again and again, as fast as they are taken.
 */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { blastedLine } from '../../load/lines.ts';

const members: Socket[] = [];
const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => {});
  socket.once('data', () => {
    socket.resume();
    members.push(socket);
    socket.write('-- you are in #lobby\r\n');
  });
});
server.listen(0, '127.0.0.1', 4096, () => {
  console.log(`listening ${(server.address() as AddressInfo).port} ${process.pid}`);
});

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => blast(Buffer.from(blastedLine.repeat(Number(line.split(' ')[1])))));
// The benchmark holds the other end of standard input: when it is gone, so are we.
lines.on('close', () => process.exit());

function blast(bytes: Buffer): void {
  for (const member of members) if (member.writableLength === 0) member.write(bytes);
  setImmediate(blast, bytes);
}
