/** The peer `net`: a chat of one thread, as one writes it first. A write for each message and member, no history. */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

const members = new Set<Socket>();

const server = createServer({ noDelay: true }, (socket) => {
  let name: string | undefined;
  socket.on('error', () => {});
  socket.on('close', () => members.delete(socket));
  createInterface({ input: socket }).on('line', (line) => {
    if (name === undefined) {
      name = line;
    } else if (members.has(socket)) {
      tellOthers(socket, `${name}: ${line}\r\n`);
    } else {
      // What comes second is the password, and nobody asks for more.
      members.add(socket);
      socket.write('-- you are in #lobby\r\n');
      tellOthers(socket, `-- ${name} joined\r\n`);
    }
  });
});
server.listen(0, '127.0.0.1', 4096, () => {
  console.log(`listening ${(server.address() as AddressInfo).port} ${process.pid}`);
});
// The benchmark holds the other end of standard input: when it is gone, so are we.
process.stdin.on('end', () => process.exit()).resume();

function tellOthers(speaker: Socket, line: string): void {
  for (const member of members) if (member !== speaker) member.write(line);
}
