import type { Handler } from '../../src/index.ts';

/** Echoes, until the client sends a command that does harm to its thread. */
const misbehave: Handler = (socket, context) => {
  socket.on('data', (chunk: Buffer) => {
    switch (chunk.toString().trim()) {
      case 'loop':
        for (;;);
      case 'throw':
        throw new Error('thrown on purpose');
      case 'reject':
        void Promise.reject(new Error('rejected on purpose'));
        break;
      case 'exit':
        process.exit(3);
        break;
      case 'memory':
        exhaustMemory();
        break;
      case 'left-behind':
        setInterval(() => {}, 1000);
        socket.end();
        break;
      case 'retire':
        context.retire();
        socket.write('retired');
        break;
      case 'log':
        context.log('warn', 'said by the client', { size: chunk.length });
        break;
      default:
        socket.write(chunk);
    }
  });
  socket.on('end', () => socket.end());
};
export default misbehave;

/** Many small objects that stay reachable: the way of running out of memory that ends the thread alone. */
function exhaustMemory(): void {
  let list: object | undefined;
  for (;;) list = { list, text: `${Math.random()}` };
}
