import { describe, expect, test } from '@jest/globals';
import { takeListenFds } from '../../src/service/listen-fds.ts';

describe('takeListenFds()', () => {
  test('gives the descriptors from 3 on with their names, and takes the variables away', () => {
    const env: Record<string, string | undefined> = {
      LISTEN_PID: '42',
      LISTEN_FDS: '2',
      LISTEN_FDNAMES: 'echo:',
      HOME: '/',
    };
    expect(takeListenFds(env, 42)).toEqual([
      { fd: 3, name: 'echo' },
      { fd: 4, name: undefined },
    ]);
    expect(env).toEqual({ HOME: '/' });
  });

  test('leaves alone what is meant for another process, but takes the variables away', () => {
    const env: Record<string, string | undefined> = { LISTEN_PID: '41', LISTEN_FDS: '2' };
    expect(takeListenFds(env, 42)).toEqual([]);
    expect(env).toEqual({});
    expect(takeListenFds({}, 42)).toEqual([]);
  });

  test.each(['-1', 'x', '5000', ''])('refuses LISTEN_FDS=%j', (count) => {
    expect(() => takeListenFds({ LISTEN_PID: '42', LISTEN_FDS: count }, 42)).toThrow(RangeError);
  });
});
