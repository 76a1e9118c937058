import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { spawn } from 'node:child_process';
import { expect, test } from '@jest/globals';

test('the example of the README serves an echo', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, example = ''] = /```ts\n(.*?)```/s.exec(readme) ?? [];
  expect(example).toContain('7007');
  const program = `${example.replace('7007', '0')}\nserver.on('listening', () => console.log(String(server.address().port)));`;
  const child = spawn(
    process.execPath,
    ['--conditions=@threadline/source', '--input-type=module', '-e', program],
    {
      cwd: fileURLToPath(new URL('./', import.meta.url)),
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  try {
    const [port] = (await once(child.stdout, 'data')) as [Buffer];
    const client = connect(Number(port.toString()), '127.0.0.1');
    client.write('hello');
    expect(String((await once(client, 'data'))[0])).toBe('hello');
    client.destroy();
  } finally {
    child.kill();
  }
});
