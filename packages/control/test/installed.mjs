// Run with the packed package installed alone: threadline-ctl must control a plain net.Server.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openLog, startControl } from '@threadline/control';

const folder = mkdtempSync(join(tmpdir(), 'control-installed-'));
const server = createServer((socket) => socket.end('hello\n')).listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address();

const socketPath = join(folder, 'control.sock');
const control = await startControl({
  target: {
    name: 'installed',
    listeners: [
      {
        name: 'hello',
        status: () => ({ state: server.listening ? 'listening' : 'paused' }),
        pause: () => void server.close(),
        resume: () => once(server.listen(port, '127.0.0.1'), 'listening'),
      },
    ],
    close: () => void server.close(),
  },
  log: openLog(join(folder, 'log')),
  console: false,
  socketPath,
});
assert.equal(statSync(socketPath).mode & 0o777, 0o600);

const bin = join(import.meta.dirname, 'node_modules/.bin/threadline-ctl');
const ctl = async (...words) =>
  (await promisify(execFile)(bin, ['--socket', socketPath, ...words])).stdout;
const state = async () => JSON.parse(await ctl('--json', 'status')).listeners[0].state;

assert.equal(await state(), 'listening');
assert.equal(await ctl('pause'), 'paused hello\n');
assert.equal(await state(), 'paused');
await ctl('resume');
assert.equal(await state(), 'listening');
assert.match(await ctl('logs'), /operator: pause by="controller 2" ok=true/);
await assert.rejects(ctl('paws'), (error) => error.code === 2);
await ctl('shutdown', 'now');
assert.equal(await control.done, 0);
await assert.rejects(ctl('status'), (error) => error.code === 69);
rmSync(folder, { recursive: true });
console.log('@threadline/control: runs installed alone');
