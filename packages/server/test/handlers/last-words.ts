import type { Handler } from '../../src/index.ts';

/** Tells what its signal says at first; at `bye` ends with a last word, at `much` with more than anybody takes; logs the end. */
const lastWords: Handler = (socket, { signal, log }) => {
  if (signal.aborted) {
    socket.end(`aborted before it began: ${(signal.reason as { code: string }).code}`);
    return;
  }
  socket.on('data', (chunk: Buffer) => {
    const word = chunk.toString().trim();
    if (word === 'bye') socket.end('bye');
    else if (word === 'much') socket.end(Buffer.alloc(30_000_000));
    else socket.write(chunk);
  });
  socket.on('end', () => socket.end());
  socket.on('close', () => log('gone'));
};
export default lastWords;
