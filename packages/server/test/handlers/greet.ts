import type { Handler } from '../../src/index.ts';

/** Tells the client what the context says, then a word when its signal aborts. */
const greet: Handler = (
  socket,
  { id, remoteAddress, secure, threadId, data, services, signal },
) => {
  const told = { id, remoteAddress, secure, threadId, data, services: Object.keys(services) };
  socket.write(`${JSON.stringify(told)}\n`);
  socket.resume();
  socket.on('end', () => socket.end());
  signal.addEventListener('abort', () => {
    if (socket.writable) socket.end(`aborted: ${(signal.reason as { code: string }).code}\n`);
  });
};
export default greet;
