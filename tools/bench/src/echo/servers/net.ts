/** The peer `net`: the same echo handler on a plain single-threaded server. */
import { type AddressInfo, createServer } from 'node:net';
import echo from '@threadline/echo';

const server = createServer({ noDelay: true }, (socket) => echo(socket));
server.listen(0, '127.0.0.1', () => {
  console.log(`listening ${(server.address() as AddressInfo).port} ${process.pid}`);
});
// Exits with the benchmark, which holds the other end of standard input.
process.stdin.on('end', () => process.exit()).resume();
