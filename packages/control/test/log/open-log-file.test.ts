import { spawnSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  lchownSync,
  linkSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { tailLog } from '../../src/log/read-log.ts';
import { openLog } from '../../src/log/log-file.ts';
import { useTemporaryFolder } from '../support/temporary-folder.ts';

const inFolder = useTemporaryFolder();
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;
const asRoot = isRoot ? describe : describe.skip;

describe('openLog()', () => {
  test.each([
    [{ level: 'loud' }, 'ERR_INVALID_ARG_VALUE', 'Expected `level` to be debug, info, warn, error'],
    [{ maxBytes: -1 }, 'ERR_OUT_OF_RANGE', 'Expected `maxBytes` to be a whole number of at least'],
    [{ maxSize: 5 }, 'ERR_INVALID_ARG_VALUE', 'Unknown option `maxSize`'],
    [null, 'ERR_INVALID_ARG_TYPE', 'Expected the options to be an object, got null'],
  ])('rejects the options %j and creates nothing', (options, code, message) => {
    expect(() => openLog(inFolder('log'), options as object)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
    expect(existsSync(inFolder('log'))).toBe(false);
  });

  test('follows a symbolic link of the current user', () => {
    symlinkSync(inFolder('target'), inFolder('log'));
    writeFileSync(inFolder('target'), '');
    const log = openLog(inFolder('log'));
    log.write('info', 'here');
    log.close();
    expect(readFileSync(inFolder('target'), 'utf8')).toContain('here');
  });

  test('rejects anything but a regular file immediately', () => {
    spawnSync('mkfifo', [inFolder('fifo')]);
    mkdirSync(inFolder('folder'));
    for (const name of ['fifo', 'folder', 'missing/../fifo']) {
      expect(() => openLog(inFolder(name))).toThrow(
        expect.objectContaining({ code: 'ERR_CONTROL_LOG' }),
      );
    }
  });

  test('does not read from, or wait for, a FIFO that replaced the log', async () => {
    const log = openLog(inFolder('log'));
    spawnSync('sh', ['-c', `rm "${log.path}"; mkfifo "${log.path}"`]);
    const options = { count: 10, match: () => true };
    await expect(tailLog(log, options)).rejects.toThrow('not a regular file');
    log.close();
  });
});

asRoot('openLog() by root in the folder of another user (skipped unless root runs this)', () => {
  const theirs = (): string => {
    const folder = inFolder('theirs');
    mkdirSync(folder, { mode: 0o700 });
    chownSync(folder, nobody, nobody);
    return folder;
  };

  test('creates a file that belongs to that user, also when it rotates', () => {
    const log = openLog(`${theirs()}/server.log`, { maxBytes: 100 });
    for (const text of ['one', 'two', 'three']) {
      log.write('info', `${text} ${'x'.repeat(100)}`);
      log.flush();
    }
    log.close();
    for (const path of [log.path, log.oldPath]) {
      const { uid, gid, mode } = statSync(path);
      expect([uid, gid, mode & 0o777]).toEqual([nobody, nobody, 0o600]);
    }
  });

  test('does not write through a symbolic or hard link created by that user', () => {
    writeFileSync(inFolder('precious'), 'precious');
    const folder = theirs();
    symlinkSync(inFolder('precious'), `${folder}/link`);
    symlinkSync(inFolder('new'), `${folder}/dangling`);
    for (const name of ['link', 'dangling']) lchownSync(`${folder}/${name}`, nobody, nobody);
    linkSync(inFolder('precious'), `${folder}/hard`);
    for (const name of ['link', 'dangling', 'hard']) {
      expect(() => openLog(`${folder}/${name}`)).toThrow(/Cannot open log file ".*": it /);
    }
    expect(readFileSync(inFolder('precious'), 'utf8')).toBe('precious');
    expect(existsSync(inFolder('new'))).toBe(false);
  });

  test('does not write through a symbolic link created while the server runs', () => {
    writeFileSync(inFolder('precious'), 'precious');
    const log = openLog(`${theirs()}/server.log`);
    spawnSync('rm', [log.path]);
    symlinkSync(inFolder('precious'), log.path);
    lchownSync(log.path, nobody, nobody);
    expect(() => log.reopen()).toThrow('it is a symbolic link that belongs to user 65534');
    expect(() => log.clear()).toThrow('it is a symbolic link that belongs to user 65534');
    log.write('info', 'kept in the old file');
    log.close();
    expect(readFileSync(inFolder('precious'), 'utf8')).toBe('precious');
  });
});
