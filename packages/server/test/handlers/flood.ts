import type { Handler } from '../../src/index.ts';

/** Writes without heeding back-pressure: as many chunks of 64 KiB at once as the client asks for. */
const flood: Handler = (socket) => {
  socket.on('data', (chunk: Buffer) => {
    const block = Buffer.alloc(65_536, 'x');
    for (let count = Number(chunk.toString()); count > 0; count -= 1) socket.write(block);
  });
  socket.on('end', () => socket.end());
};
export default flood;
