import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { ThreadedServer, TlsOptions } from '../src/index.ts';
import { next, start, stopAll } from './support/running.ts';

const one = { key: path('one.key'), cert: path('one.crt') };
const rsa = { key: path('rsa.key'), cert: path('rsa.crt') };
const expired = { key: path('expired.key'), cert: path('expired.crt') };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  writeFileSync(join(folder, 'empty'), '');
  writeFileSync(join(folder, 'cut'), readFileSync(one.cert, 'utf8').slice(0, 200));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(stopAll);

const unusable: [what: string, tls: () => TlsOptions, message: string][] = [
  [
    'an EC key and an RSA certificate',
    () => ({ key: one.key, cert: rsa.cert }),
    'Cannot use the TLS certificate: key and certificate do not belong together',
  ],
  [
    'an RSA key and an EC certificate',
    () => ({ key: rsa.key, cert: one.cert }),
    'Cannot use the TLS certificate: key and certificate do not belong together',
  ],
  [
    'the key of another certificate',
    () => ({ key: path('two.key'), cert: one.cert }),
    'Cannot use the TLS certificate: key and certificate do not belong together',
  ],
  [
    'an encrypted key without its passphrase',
    () => ({ key: path('rsa-encrypted.key'), cert: rsa.cert }),
    'Cannot use the TLS certificate: the key is encrypted: its passphrase is needed',
  ],
  [
    'an encrypted key with another passphrase',
    () => ({ key: path('rsa-encrypted.key'), cert: rsa.cert, passphrase: 'wrong' }),
    'Cannot use the TLS certificate: the passphrase is not that of the key',
  ],
  [
    'key and certificate interchanged',
    () => ({ key: one.cert, cert: one.key }),
    `Cannot use the TLS private key: "${one.cert}" holds a certificate`,
  ],
  [
    'an empty certificate',
    () => ({ key: one.key, cert: join(folder, 'empty') }),
    'empty" is empty',
  ],
  [
    'a certificate cut short',
    () => ({ key: one.key, cert: join(folder, 'cut') }),
    'Cannot use the TLS certificate: ',
  ],
  ['a key that is a folder', () => ({ ...one, key: folder }), 'it is not a file'],
  ['a key that is a pipe', () => ({ ...one, key: join(folder, 'pipe') }), 'it is not a file'],
  ['a key that is not there', () => ({ ...one, key: join(folder, 'none') }), 'ENOENT'],
];

test.each(unusable)(
  '%s are refused by listen() and by reloadTls(), which keeps the old ones',
  async (_, tls, message) => {
    const refusal = { code: 'ERR_SERVER_TLS', message: expect.stringContaining(message) };
    await expect(start('echo', { tls: tls() })).rejects.toMatchObject(refusal);
    const server = await start('echo', { tls: one });
    await expect(server.reloadTls(tls())).rejects.toMatchObject(refusal);
    expect(await commonNameOf(server)).toBe('one.test');
  },
);

test('an encrypted key works with its passphrase', async () => {
  const server = await start('echo', {
    tls: { key: path('rsa-encrypted.key'), cert: rsa.cert, passphrase: 'secret' },
  });
  expect(await commonNameOf(server)).toBe('rsa.test');
});

test('an expired certificate does not replace a valid one', async () => {
  const server = await start('echo', { tls: one });
  await expect(server.reloadTls(expired)).rejects.toMatchObject({
    code: 'ERR_SERVER_TLS',
    message: expect.stringMatching(/^Cannot use the TLS certificate: it expired on \d{4}-/),
  });
  expect(await commonNameOf(server)).toBe('one.test');
});

test('listen() with an expired certificate logs a warning', async () => {
  const server = await start('echo', { tls: expired });
  expect(await next(server, 'log')).toMatchObject({
    level: 'warn',
    message: expect.stringMatching(
      /^clients that verify the TLS certificate refuse it: it expired on /,
    ),
  });
  const warned = next(server, 'log');
  await server.reloadTls();
  expect(await warned).toMatchObject({ level: 'warn' });
  await server.reloadTls(one);
  expect(await commonNameOf(server)).toBe('one.test');
});

test.each([
  [true, 'Expected `tls` to be { key, cert }, got true'],
  [{ key: one.key }, 'Expected `tls.cert` to be a path or PEM, got undefined'],
  [{ key: '', cert: one.cert }, "Expected `tls.key` to be a path or PEM, got ''"],
  [{ ...one, ca: 'x' }, 'Unknown option `tls.ca`'],
  [{ ...one, allowPlain: 1 }, 'Expected `tls.allowPlain` to be true or false, got 1'],
])('listen() refuses the tls options %j', async (tls, message) => {
  await expect(start('echo', { tls: tls as TlsOptions })).rejects.toMatchObject({
    name: 'TypeError',
    message,
  });
});

async function commonNameOf({ address }: ThreadedServer): Promise<unknown> {
  const socket = connectTls({ port: address.port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { CN } = socket.getPeerCertificate().subject;
  socket.destroy();
  return CN;
}

function path(file: string): string {
  return new URL(`./certificates/${file}`, import.meta.url).pathname;
}
