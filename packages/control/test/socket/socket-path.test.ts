import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { checkOwner } from '../../src/socket/socket-path.ts';
import { ControlClient } from '../../src/socket/control-client.ts';
import { useTemporaryFolder } from '../support/temporary-folder.ts';

const inFolder = useTemporaryFolder();
const own = process.getuid?.() ?? 0;
/** The owner of the files created by the tests: a user other than root. */
const owner = own === 0 ? 4711 : own;
const path = (): string => inFolder('run/control.sock');
const refused = { code: 'ERR_CONTROL_UNAVAILABLE' };

beforeEach(() => {
  mkdirSync(inFolder('run'), { mode: 0o700 });
  writeFileSync(path(), '');
  chownSync(path(), owner, -1);
  chownSync(inFolder('run'), owner, -1);
});

describe('checkOwner()', () => {
  test('accepts a socket of the current user, and rejects that of another user', () => {
    expect(() => checkOwner(path(), owner)).not.toThrow();
    expect(() => checkOwner(path(), owner + 1)).toThrow(
      expect.objectContaining({
        ...refused,
        message: `Cannot trust the socket "${path()}": "${path()}" belongs to user ${owner}`,
      }),
    );
  });

  test('accepts any socket for root, except in a world-writable folder', () => {
    expect(() => checkOwner(path(), 0)).not.toThrow();
    chmodSync(inFolder(''), 0o1777);
    expect(() => checkOwner(path(), 0)).toThrow(expect.objectContaining(refused));
  });

  test('checks a symbolic link and its target', () => {
    symlinkSync(inFolder('run'), inFolder('link'));
    expect(() => checkOwner(inFolder('link/control.sock'), owner + 1)).toThrow(
      expect.objectContaining(refused),
    );
  });
});

(own === 0 ? test : test.skip)(
  'ControlClient.connect() rejects the socket of another user in a world-writable folder (skipped without root)',
  async () => {
    chmodSync(inFolder(''), 0o1777);
    await expect(ControlClient.connect(path())).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining('Cannot trust the socket') as unknown,
    });
  },
);
