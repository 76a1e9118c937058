/**
 * Not a chat: measures the capacity of the load process. After the command `blast N` it writes N prepared lines to
 * every client, repeatedly, as fast as the clients read.
 */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { preparedLine } from '../../load/lines.ts';

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
lines.on('line', (line) => blast(Buffer.from(preparedLine.repeat(Number(line.split(' ')[1])))));
// Exits with the benchmark, which holds the other end of standard input.
lines.on('close', () => process.exit());

function blast(bytes: Buffer): void {
  for (const member of members) if (member.writableLength === 0) member.write(bytes);
  setImmediate(blast, bytes);
}
