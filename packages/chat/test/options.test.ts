import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  chatServices,
  createHandler,
  Hub,
  MemoryAccounts,
  MemoryHistory,
  SqliteHistory,
  startHub,
} from '../src/index.ts';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'chat-options-'));
  folders.push(folder);
  return join(folder, 'history.db');
}

/** Returns the error that a call throws, as `CODE message`. */
function thrownBy(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    return `${code} ${message}`;
  }
  return 'nothing';
}

const history = new MemoryHistory();

describe('new Hub()', () => {
  test.each([
    [{ foo: 1 }, 'ERR_INVALID_ARG_VALUE Unknown option `foo`'],
    [
      { keepprivate: true },
      'ERR_INVALID_ARG_VALUE Unknown option `keepprivate`: did you mean `keepPrivate`?',
    ],
    [{ maxRoom: 3 }, 'ERR_INVALID_ARG_VALUE Unknown option `maxRoom`: did you mean `maxRooms`?'],
    [
      { keepPrivate: 'yes' },
      "ERR_INVALID_ARG_TYPE Expected `keepPrivate` to be true or false, got 'yes'",
    ],
    [
      { maxRooms: '9' },
      "ERR_OUT_OF_RANGE Expected `maxRooms` to be a whole number of at least 1, got '9'",
    ],
    [
      { replay: -1 },
      'ERR_OUT_OF_RANGE Expected `replay` to be a whole number of at least 0, got -1',
    ],
    [{ motd: 'hello' }, 'ERR_INVALID_ARG_TYPE Expected `motd` to be an array of strings'],
    [{ log: true }, 'ERR_INVALID_ARG_TYPE Expected `log` to be a function, got true'],
    [
      { flood: { burst: 3 } },
      'ERR_OUT_OF_RANGE Expected `perSecond` to be a number above 0, at most 1000000, got undefined',
    ],
    [{ flood: { perMinute: 3 } }, 'ERR_INVALID_ARG_VALUE Unknown option `flood.perMinute`'],
    [
      { history: undefined },
      'ERR_INVALID_ARG_TYPE Expected `history` to be a History, such as `new MemoryHistory()`',
    ],
  ])('rejects the options %j', (options, message) => {
    expect(thrownBy(() => new Hub({ history, ...(options as object) }))).toBe(message);
  });

  test('rejects options that are not an object', () => {
    expect(thrownBy(() => new Hub(undefined as never))).toBe(
      'ERR_INVALID_ARG_TYPE Expected the options to be an object, got undefined',
    );
  });
});

describe('Hub.ban()', () => {
  test('rejects a misspelt duration instead of banning permanently', () => {
    const hub = new Hub({ history });
    expect(thrownBy(() => hub.ban('anna', { forMS: 1000 } as object))).toBe(
      'ERR_INVALID_ARG_VALUE Unknown option `forMS`: did you mean `forMs`?',
    );
    expect(hub.bans()).toEqual([]);
    hub.close();
  });
});

describe('startHub()', () => {
  test.each([
    [{ foo: 1 }, 'ERR_INVALID_ARG_VALUE', 'Unknown option `foo`'],
    [{ now: Date.now }, 'ERR_INVALID_ARG_VALUE', 'Unknown option `now`'],
    [
      { hangTimeout: 9 },
      'ERR_INVALID_ARG_VALUE',
      'Unknown option `hangTimeout`: did you mean `hangTimeoutMs`?',
    ],
    [
      { history: {} },
      'ERR_INVALID_ARG_TYPE',
      'Expected `history.file` to be a string, got undefined',
    ],
    [
      { history: undefined },
      'ERR_INVALID_ARG_TYPE',
      'Expected `history` to be an object, got undefined',
    ],
    [
      { history: { file: undefined, maxAge: 3 } },
      'ERR_INVALID_ARG_VALUE',
      'Unknown option `history.maxAge`',
    ],
    [
      { maxRooms: 0 },
      'ERR_OUT_OF_RANGE',
      'Expected `maxRooms` to be a whole number of at least 1, got 0',
    ],
  ])('rejects the options %j', async (options, code, message) => {
    const start = startHub({ history: { file: undefined }, ...(options as object) });
    await expect(start).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });
});

describe('HubThread', () => {
  test('rejects invalid arguments with the name of the option and keeps working', async () => {
    await using hub = await startHub({ history: { file: undefined } });
    await expect(hub.ban('anna', { forMS: 1 } as object)).rejects.toThrow('did you mean `forMs`?');
    await expect(hub.setFlood({ burst: 0 } as never)).rejects.toMatchObject({
      code: 'ERR_OUT_OF_RANGE',
    });
    await expect(hub.setMotd('hello' as never)).rejects.toMatchObject({
      code: 'ERR_INVALID_ARG_TYPE',
    });
    expect(await hub.bans()).toEqual([]);
  });
});

describe('SqliteHistory', () => {
  test.each([
    [{ maxDays: 3 }, 'ERR_INVALID_ARG_VALUE Unknown option `maxDays`'],
    [{ sync: 'full' }, 'ERR_INVALID_ARG_VALUE Unknown option `sync`: did you mean `synchronous`?'],
    [
      { synchronous: 'off' },
      "ERR_INVALID_ARG_VALUE Expected `synchronous` to be 'normal' or 'full', got 'off'",
    ],
    [{ maxAgeDays: 0 }, 'ERR_OUT_OF_RANGE Expected `maxAgeDays` to be more than 0, got 0'],
    [{ file: 5 }, 'ERR_INVALID_ARG_TYPE Expected `file` to be a string, got 5'],
  ])('rejects the options %j and creates no file', (options, message) => {
    const file = newFile();
    expect(thrownBy(() => new SqliteHistory({ file, ...(options as object) }))).toBe(message);
    expect(existsSync(file)).toBe(false);
  });
});

describe('MemoryHistory', () => {
  test('rejects unknown options', () => {
    expect(thrownBy(() => new MemoryHistory({ maxMessage: 3 } as object))).toBe(
      'ERR_INVALID_ARG_VALUE Unknown option `maxMessage`: did you mean `maxMessages`?',
    );
  });
});

describe('MemoryAccounts', () => {
  test('rejects unknown options', () => {
    expect(thrownBy(() => new MemoryAccounts({ operator: ['anna'] } as object))).toBe(
      'ERR_INVALID_ARG_VALUE Unknown option `operator`: did you mean `operators`?',
    );
  });
});

describe('createHandler()', () => {
  const port = new MessageChannel().port1;
  const authenticator = new MemoryAccounts();

  test.each([
    [{ guest: true }, 'ERR_INVALID_ARG_VALUE Unknown option `guest`: did you mean `guests`?'],
    [
      { telnetEcho: 'on' },
      "ERR_INVALID_ARG_VALUE Expected `telnetEcho` to be 'auto', 'always' or 'never', got 'on'",
    ],
    [
      { loginTimeoutMs: '60' },
      "ERR_OUT_OF_RANGE Expected `loginTimeoutMs` to be a whole number of at least 1, got '60'",
    ],
    [{ guests: 'on' }, "ERR_INVALID_ARG_TYPE Expected `guests` to be true or false, got 'on'"],
    [
      { hub: undefined },
      'ERR_INVALID_ARG_TYPE Expected `hub` to be a MessagePort or a function, got undefined',
    ],
    [
      { authenticator: {} },
      'ERR_INVALID_ARG_TYPE Expected `authenticator` to be an Authenticator or a function',
    ],
  ])('rejects the options %j', (options, message) => {
    const all = { hub: port, authenticator, ...(options as object) };
    expect(thrownBy(() => createHandler(all))).toBe(message);
  });
});

describe('chatServices()', () => {
  test('accepts entry ports and objects that have one', () => {
    const { port1, port2 } = new MessageChannel();
    expect(chatServices({ entry: port1 }, port2)).toEqual({ hub: port1, accounts: port2 });
  });

  test.each([[undefined], [{}], ['hub']])('rejects %j', (hub) => {
    const { port1 } = new MessageChannel();
    expect(thrownBy(() => chatServices(hub as unknown as MessagePort, port1))).toMatch(
      /^ERR_INVALID_ARG_TYPE Expected `hub` to be an entry port or to have one, got /,
    );
  });
});
