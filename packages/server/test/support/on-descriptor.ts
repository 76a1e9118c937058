// An echo server on the descriptor 3 it has inherited; each line of stdin names a method of it to call, for what it
// prints the result. Usage: node on-descriptor.ts
import { createInterface } from 'node:readline';
import { listen } from '../../src/index.ts';

try {
  const server = await listen({ handler: new URL('../handlers/echo.ts', import.meta.url), fd: 3 });
  console.log(`listening on ${server.address.port}`);
  for await (const line of createInterface(process.stdin)) {
    const method = line as 'pause' | 'resume' | 'close' | 'status';
    const result = await server[method]();
    console.log(`${method}: ${JSON.stringify(result ?? 'done')}`);
    if (method === 'close') break;
  }
  process.exit();
} catch (error) {
  const { code, message } = error as Error & { code?: string };
  console.log(`failed: ${code} ${message}`);
}
