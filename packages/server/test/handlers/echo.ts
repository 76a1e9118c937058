import type { Handler } from '../../src/index.ts';

/** Sends back what comes; ends when the client or the server does. */
const echo: Handler = (socket, { signal }) => {
  socket.pipe(socket);
  signal.addEventListener('abort', () => {
    if (socket.writable) socket.end();
  });
};
export default echo;
