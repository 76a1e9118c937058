import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import { dismissOperators, Operator } from './operator.ts';
import { RunningDemo, stopDemos } from './running-demo.ts';
import { goAway, User } from './user.ts';

afterEach(async () => {
  goAway();
  await dismissOperators();
  stopDemos();
});

test('reload applies changes in the config file, and lists those that need a restart', async () => {
  const { demo, operator, configure } = await start({ logLevel: 'info', maxThreads: 4 });
  const port = await demo.port('chat');
  configure({ logLevel: 'warn', maxClients: 1, rateLimit: 'off', maxThreads: 8, echoPort: 7 });
  writeFileSync(join(demo.folder, 'motd'), 'Mind the gap.\n');
  // The environment takes precedence over the config file, so that the port has not changed.
  expect(await operator.run('reload')).toMatchObject({
    ok: true,
    text:
      'reloaded accounts, motd, rateLimit off, maxClients 1, logLevel warn\n' +
      'maxThreads changed: takes effect after a restart\n',
  });
  const anna = new User(port, 'anna\nannas-password\nannas-password\n');
  await anna.sees('Mind the gap.');
  const lines = Array.from({ length: 600 }, (_, index) => `line ${index}.\n`);
  anna.socket.write(`${lines.join('')}/history 600\n`);
  await anna.sees('anna: line 599.');
  const second = new User(port, '');
  await second.closed;
  expect(second.seen).toBe('Server full, try later\r\n');
  expect(await operator.ask('status')).toMatchObject({ logLevel: 'warn' });
  expect(await operator.ask('reload')).toEqual({
    reloaded: ['accounts', 'motd'],
    notes: ['maxThreads changed: takes effect after a restart'],
  });
});

test.each([
  [{ maxClients: 0 }, 'Expected "maxClients" in CONFIG to be a whole number of at least 1, got 0'],
  [{ maxClients: 900_000_000 }, 'Cannot serve 900000000 connections'],
  [{ rateLimit: 'of' }, 'Expected "rateLimit" in CONFIG to be on or off, got "of"'],
  [{ logLevl: 'info' }, 'Unknown setting "logLevl" in the config file "CONFIG"'],
  [{ tlsCert: 'x.crt' }, 'Expected both --tls-cert and --tls-key'],
])('reload with %j in the config file changes nothing, and says why', async (bad, message) => {
  const { demo, operator, configure, config } = await start({ logLevel: 'info' });
  const before = await operator.ask<{ limit: string }[]>('set');
  configure({ logLevel: 'error', rateLimit: 'off', ...bad });
  writeFileSync(join(demo.folder, 'motd'), 'Mind the gap.\n');
  expect(await operator.run('reload')).toMatchObject({
    ok: false,
    text: expect.stringContaining(message.replace('CONFIG', config)) as unknown,
  });
  expect(await operator.ask('set')).toEqual(before);
  expect(await operator.ask('status')).toMatchObject({ logLevel: 'info' });
  const anna = new User(await demo.port('chat'), 'anna\nannas-password\nannas-password\n');
  await anna.sees('you are in #lobby');
  expect(anna.seen).not.toContain('Mind the gap.');
});

test('SIGHUP replaces the certificate, and keeps it if the next one does not match its key', async () => {
  const one = { tlsCert: pem('one.crt'), tlsKey: pem('one.key') };
  const { demo, configure } = await start(one);
  const port = await demo.port('chat');
  const first = await fingerprint(port);
  configure({ tlsCert: pem('two.crt'), tlsKey: pem('two.key') });
  demo.child.kill('SIGHUP');
  await demo.says(/reloaded: accounts, motd, certificate, tlsCert \S+two\.crt, tlsKey \S+two\.key/);
  const second = await fingerprint(port);
  expect(second).not.toBe(first);
  configure({ ...one, tlsKey: pem('two.key') });
  demo.child.kill('SIGHUP');
  await demo.says(/cannot reload, nothing has changed: Cannot use tlsCert "\S+one\.crt"/);
  expect(await fingerprint(port)).toBe(second);
  configure({});
  demo.child.kill('SIGHUP');
  await demo.says(/tlsCert changed: takes effect after a restart/);
  expect(await fingerprint(port)).toBe(second);
});

/** Starts the demo with a config file that `configure` replaces. */
async function start(settings: object): Promise<{
  demo: RunningDemo;
  operator: Operator;
  config: string;
  configure: (settings: object) => void;
}> {
  const config = join(mkdtempSync(join(tmpdir(), 'threadline-demo-')), 'config.json');
  const configure = (next: object): void => writeFileSync(config, JSON.stringify(next));
  configure(settings);
  const demo = new RunningDemo(['--config', config]);
  return { demo, operator: await Operator.of(demo), config, configure };
}

/** A file of the server's test certificates. */
function pem(name: string): string {
  return fileURLToPath(
    new URL(`../../../packages/server/test/certificates/${name}`, import.meta.url),
  );
}

/** The fingerprint of a server's certificate. */
async function fingerprint(port: number): Promise<string> {
  const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}
