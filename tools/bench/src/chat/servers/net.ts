/** The peer `net`: a minimal single-threaded chat, one write per message and member, no history. */
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
      broadcast(socket, `${name}: ${line}\r\n`);
    } else {
      // The second line is the password.
      members.add(socket);
      socket.write('-- you are in #lobby\r\n');
      broadcast(socket, `-- ${name} joined\r\n`);
    }
  });
});
server.listen(0, '127.0.0.1', 4096, () => {
  console.log(`listening ${(server.address() as AddressInfo).port} ${process.pid}`);
});
// Exits with the benchmark, which holds the other end of standard input.
process.stdin.on('end', () => process.exit()).resume();

function broadcast(sender: Socket, line: string): void {
  for (const member of members) if (member !== sender) member.write(line);
}
