import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const bin = fileURLToPath(new URL('../../../node_modules/.bin', import.meta.url));

test.each(['threadline', 'threadline-auth', 'threadline-ctl', 'threadline-serve'])(
  'npx %s works in the repository, without a build',
  (name) => {
    // Like npx, puts the workspace's Node first in PATH.
    const env = {
      ...process.env,
      PATH: `${bin}:${dirname(process.execPath)}:${process.env['PATH']}`,
    };
    const version = execFileSync(join(bin, name), ['--version'], { env, encoding: 'utf8' });
    expect(version).toMatch(/^\d+\.\d+\.\d+\n$/);
  },
);
