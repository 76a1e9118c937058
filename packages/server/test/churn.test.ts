import { readdirSync } from 'node:fs';
import { afterEach, expect, test } from '@jest/globals';
import type { ThreadedServer } from '../src/index.ts';
import { connect } from './support/client.ts';
import { start, stopAll } from './support/running.ts';

afterEach(stopAll);

test('descriptors and memory are flat after 10,000 clients have come and gone', async () => {
  const server = await start('echo', { maxThreads: 2 });
  // Long enough for heaps, code and the allocator to reach their size.
  await comeAndGo(server, 5000);
  await settle(server);
  const [descriptors, memory] = [openDescriptors(), process.memoryUsage.rss()];
  await comeAndGo(server, 10_000);
  await settle(server);
  expect(openDescriptors()).toBeLessThanOrEqual(descriptors + 8);
  // A leak of a socket's few kilobytes each would show as tens of megabytes.
  expect(process.memoryUsage.rss() - memory).toBeLessThan(60 * 2 ** 20);
  expect(await server.status()).toMatchObject({
    accepted: 15_000,
    refused: 0,
    crashed: 0,
    connections: 0,
  });
}, 120_000);

/** So many clients, sixteen at a time; every other one resets its connection. */
async function comeAndGo(server: ThreadedServer, count: number): Promise<void> {
  let left = count;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const client = await connect(server.address.port);
      await client.echo('hello');
      if (left % 2 === 0) client.socket.resetAndDestroy();
      else client.destroy();
    }
  };
  await Promise.all(Array.from({ length: 16 }, lane));
}

async function settle(server: ThreadedServer): Promise<void> {
  expect(await server.drain({ timeoutMs: 10_000 })).toBe(0);
  await server.resume();
}

function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length;
}
