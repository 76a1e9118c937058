import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
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
      // Node has no unix datagrams to listen with either. As systemd does, it closes what a barrier brings.
      const script = `import os,socket,sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind(sys.argv[1]); s.settimeout(20)
print("bound", flush=True)
while True:
  message, fds, *_ = socket.recv_fds(s, 4096, 4)
  print(repr(message.decode()), flush=True)
  for fd in fds: os.close(fd)`;
      const listener = spawn('python3', ['-c', script, inFolder('notify')]);
      const printed = createInterface({ input: listener.stdout });
      await once(printed, 'line');
      const told = once(printed, 'line');
      const env = { NOTIFY_SOCKET: inFolder('notify'), PATH: process.env['PATH'] };
      expect(await notifyService('ready', env)).toBe(true);
      expect(String((await told)[0])).toContain('READY=1');
      listener.kill();
    },
  );
});
