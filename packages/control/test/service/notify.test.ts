import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { notifyService } from '../../src/service/notify.ts';
import { useTemporaryFolder } from '../support/temporary-folder.ts';

const inFolder = useTemporaryFolder();
const able =
  spawnSync('systemd-notify', ['--version']).status === 0 &&
  spawnSync('python3', ['--version']).status === 0;

describe('notifyService()', () => {
  test('tells nobody where nobody wants to know', async () => {
    expect(await notifyService('ready', {})).toBe(false);
  });

  test('never rejects, even without systemd-notify', async () => {
    expect(await notifyService('ready', { NOTIFY_SOCKET: '/nowhere', PATH: '/nowhere' })).toBe(
      false,
    );
  });

  (able ? test : test.skip)(
    'tells that it is ready (skipped without systemd-notify and python3)',
    async () => {
      // Node has no unix datagrams to listen with either.
      const script = `import socket,sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind(sys.argv[1]); s.settimeout(20)
print("bound", flush=True)
print(s.recv(4096).decode(), flush=True)`;
      const listener = spawn('python3', ['-c', script, inFolder('notify')]);
      await once(listener.stdout, 'data');
      const told = once(listener.stdout, 'data');
      const env = { NOTIFY_SOCKET: inFolder('notify'), PATH: process.env['PATH'] };
      expect(await notifyService('ready', env)).toBe(true);
      expect(String((await told)[0])).toContain('READY=1');
      listener.kill();
    },
  );
});
