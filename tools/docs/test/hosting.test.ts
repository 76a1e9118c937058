import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const hosting = read('docs/hosting.md');

/** Returns the usage text of the demo. */
function usage(): string {
  const args = [join(root, 'apps/demo/dist/main.js'), '--usage'];
  return execFileSync(process.execPath, args, { encoding: 'utf8' });
}

test('docs/hosting.md uses only known settings in its config file', () => {
  const [, config = ''] = /```json\n(.*?)```/s.exec(hosting) ?? [];
  const known = usage();
  const names = Object.keys(JSON.parse(config) as object);
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) {
    const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    expect(known).toContain(`--${flag}`);
  }
});

test('the documents in docs/ link only to files that exist', () => {
  for (const document of ['docs/hosting.md', 'docs/threads.md', 'README.md']) {
    const folder = document.startsWith('docs/') ? 'docs' : '';
    const links = [...read(document).matchAll(/\]\((?!https?:|#)([^)#]+)/g)];
    for (const [, link = ''] of links) {
      expect([document, link, existsSync(join(root, folder, link))]).toEqual([
        document,
        link,
        true,
      ]);
    }
  }
  for (const [path] of hosting.matchAll(/packages\/control\/contrib\/[\w.]+/g)) {
    expect([path, existsSync(join(root, path))]).toEqual([path, true]);
  }
});

test.each(['docs/hosting.md', 'packages/control/contrib/threadline.service'])(
  'the ExecStart command of %s starts the built server',
  (file) => {
    const [, command = ''] = /^ExecStart=(.+)$/m.exec(read(file)) ?? [];
    const [, ...args] = command.replaceAll('/opt/threadline/', root).split(' ');
    const data = mkdtempSync(join(tmpdir(), 'threadline-hosting-'));
    try {
      const own = ['--config', '', '--data', data, '--echo-port', '0', '--chat-port', '0'];
      const run = [...args.slice(0, args.indexOf('--config')), ...own.slice(2), '--socket', 'off'];
      const output = execFileSync(process.execPath, run, {
        input: 'shutdown now\n',
        encoding: 'utf8',
      });
      expect(output).toMatch(/^echo listening on 127\.0\.0\.1:\d+\nchat listening on/m);
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  },
);

test('logrotate and fail2ban use the log file of the service', () => {
  const [, config = '{}'] = /```json\n(.*?)```/s.exec(hosting) ?? [];
  const { data = '' } = JSON.parse(config) as { data?: string };
  const log = `${data}/server.log`;
  expect(log).toMatch(/^\/var\/lib\/\w+\/server\.log$/);
  const contrib = (file: string): string => read(`packages/control/contrib/${file}`);
  expect(contrib('threadline.logrotate')).toContain(`\n${log} {\n`);
  expect(contrib('fail2ban/threadline.local')).toContain(`\nlogpath = ${log}\n`);
});
