import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterEach, expect, test } from '@jest/globals';
import type { ThreadedServer } from '../src/index.ts';
import { start, stopAll } from './support/running.ts';

afterEach(stopAll);

test('10,000 short connections leave no descriptors or memory behind', async () => {
  const server = await start('echo', { maxThreads: 4 });
  // Long enough for heaps, code and the allocator to reach their size.
  await comeAndGo(server, 12_000);
  const [descriptors, memory] = [openDescriptors(), process.memoryUsage.rss()];
  await comeAndGo(server, 10_000);
  expect(openDescriptors()).toBeLessThanOrEqual(descriptors + 8);
  // A leak of a socket's few kilobytes each would show as tens of megabytes.
  expect(process.memoryUsage.rss() - memory).toBeLessThan(50 * 2 ** 20);
  expect(await server.status()).toMatchObject({
    accepted: 22_000,
    refused: 0,
    crashed: 0,
    connections: 0,
  });
});

/** Lets clients of another process come and go, and waits until the server knows that all have gone. */
async function comeAndGo(server: ThreadedServer, count: number): Promise<void> {
  const script = new URL('./support/passers-by.mjs', import.meta.url).pathname;
  await promisify(execFile)(process.execPath, [script, String(server.address.port), String(count)]);
  expect(await server.drain({ timeoutMs: 10_000 })).toBe(0);
  await server.resume();
}

function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length;
}
