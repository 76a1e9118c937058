/** The peer `net`: the same echo handler on a plain single-thread server. */
import { type AddressInfo, createServer } from 'node:net';
import echo from '@threadline/echo';

const server = createServer({ noDelay: true }, (socket) => echo(socket));
server.listen(0, '127.0.0.1', () => {
  console.log(`listening ${(server.address() as AddressInfo).port} ${process.pid}`);
});
// The benchmark holds the other end of standard input: when it is gone, so are we.
process.stdin.on('end', () => process.exit()).resume();
