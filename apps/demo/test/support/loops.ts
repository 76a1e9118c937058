import type { Handler } from '@threadline/server';

/** Echoes, until the client sends `loop`, which makes the thread loop forever. */
const loops: Handler = (socket) => {
  socket.on('data', (chunk: Buffer) => {
    if (chunk.toString() === 'loop') for (;;);
    socket.write(chunk);
  });
  socket.on('end', () => socket.end());
};
export default loops;
