import { afterEach, describe, expect, test } from '@jest/globals';
import { canMakeHost, nearAddress, OtherHost } from './support/other-host.ts';
import { next, start, stopAll } from './support/running.ts';

const hosts: OtherHost[] = [];

afterEach(async () => {
  await stopAll();
  for (const host of hosts.splice(0)) host.remove();
});

// Needs root and iproute2 on Linux; skipped elsewhere.
(canMakeHost() ? describe : describe.skip)('with clients on another host', () => {
  test('a client whose host vanishes without a word is found by keep-alive', async () => {
    const host = makeHost();
    const server = await start('echo', { host: nearAddress, keepAliveMs: 1000 });
    expect(await host.connect(server.address.port)).toBe('hello');
    const gone = next(server, 'disconnect');
    host.vanish();
    // One second of silence, then a probe each second, ten in all.
    expect(await gone).toMatchObject({ id: 1, reason: 'error', bytesIn: 5 });
  });

  test('a host gets at most maxConnectionsPerAddress connections', async () => {
    const host = makeHost();
    const server = await start('echo', { host: nearAddress, maxConnectionsPerAddress: 2 });
    const refused = next(server, 'reject');
    expect([
      await host.connect(server.address.port),
      await host.connect(server.address.port),
    ]).toEqual(['hello', 'hello']);
    expect(await host.connect(server.address.port)).toBe('Server full, try later');
    expect(await refused).toMatchObject({ reason: 'address', remoteAddress: '10.213.77.2' });
  });
});

function makeHost(): OtherHost {
  const host = new OtherHost();
  hosts.push(host);
  return host;
}
