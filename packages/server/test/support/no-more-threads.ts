// An echo server whose process runs out of threads: prints its port, and why threads crash. With "wait" it starts at the
// end of stdin.
import { once } from 'node:events';
import { listen } from '../../src/index.ts';
import { ThreadReservation } from '../../src/machine/thread-reservation.ts';

const waits = process.argv[2] === 'wait';
if (waits) {
  console.log('waiting');
  await once(process.stdin.resume(), 'end');
}
const handler = new URL('../handlers/echo.ts', import.meta.url);
try {
  const server = await listen({ handler, maxThreads: waits ? 1 : 4, spareThreads: 1 });
  server.on('crash', ({ reason, error }) => console.log(`crash: ${reason} ${error.code}`));
  console.log(`listening on ${server.address.port}`);
} catch (error) {
  const { code, message } = error as Error & { code?: string };
  console.log(`failed: ${code} ${message}`);
  console.log(`reserved: ${ThreadReservation.total}`);
}
