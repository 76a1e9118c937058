import type { Handler } from '../../src/index.ts';

/** Asks the service `counter` for the next number with each line, and tells the client. */
const service: Handler = (socket, { services }) => {
  const { counter } = services;
  socket.on('data', () => {
    counter?.once('message', (count: number) => socket.write(`${count}\n`));
    counter?.postMessage('next');
  });
  socket.on('end', () => socket.end());
};
export default service;
