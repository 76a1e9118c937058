import type { Handler } from '@threadline/server';

/** Echoes, until the client says `loop`: then its thread never comes back. */
const loops: Handler = (socket) => {
  socket.on('data', (chunk: Buffer) => {
    if (chunk.toString() === 'loop') for (;;);
    socket.write(chunk);
  });
  socket.on('end', () => socket.end());
};
export default loops;
