import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import type { FakeServer } from '../support/fake-server.ts';
import type { Thrown } from '../support/throwing-client.ts';
import { useServer } from '../support/use-server.ts';

const { start } = useServer();
const program = fileURLToPath(new URL('../support/throwing-client.ts', import.meta.url));

/** Runs a client with a throwing listener for an event. */
async function run({ port }: FakeServer, event: string): Promise<Thrown> {
  const args = ['--conditions=@threadline/source', program, String(port), event];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [out] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return JSON.parse(out) as Thrown;
}

describe('an exception in a listener is uncaught, once, and ends the client:', () => {
  test.each(['connected', 'join', 'message', 'caughtUp', 'reconnecting', 'raw', 'token'])(
    '%s',
    async (event) => {
      const server = await start();
      server.hooks.set('DROP', () => {
        server.drop();
        server.post('bea', '#lobby', 'missed');
      });
      expect(await run(server, event)).toEqual({
        uncaught: ['a mistake'],
        code: 'ERR_CLIENT_ABORTED',
        cause: 'a mistake',
        connected: false,
      });
    },
  );

  test('message, at the time it is received', async () => {
    const server = await start();
    server.hooks.set('DROP', () => {
      server.post('bea', '#lobby', 'one');
      server.post('bea', '#lobby', 'two');
    });
    expect(await run(server, 'message')).toMatchObject({ uncaught: ['a mistake'] });
  });

  test('close, although the client has ended by then', async () => {
    const outcome = await run(await start(), 'close');
    expect(outcome).toEqual({ uncaught: ['a mistake'], connected: false });
  });
});
