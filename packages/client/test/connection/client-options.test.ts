import { describe, expect, test } from '@jest/globals';
import { connect, echo } from '../../src/index.ts';

const valid = { host: '127.0.0.1', port: 1, account: 'anna' };

describe('connect()', () => {
  test.each([
    [
      { acount: 'bea' },
      'ERR_INVALID_ARG_VALUE',
      'Unknown option `acount`: did you mean `account`?',
    ],
    [
      { pasword: 'x' },
      'ERR_INVALID_ARG_VALUE',
      'Unknown option `pasword`: did you mean `password`?',
    ],
    [{ frobnicate: 1 }, 'ERR_INVALID_ARG_VALUE', 'Unknown option `frobnicate`'],
    [
      { tls: { insecur: true } },
      'ERR_INVALID_ARG_VALUE',
      'Unknown option `tls.insecur`: did you mean `tls.insecure`?',
    ],
    [{ tls: 'yes' }, 'ERR_INVALID_ARG_TYPE', "Expected `tls` to be an object, got 'yes'"],
    [
      { reconnect: { maxAttempt: 3 } },
      'ERR_INVALID_ARG_VALUE',
      'Unknown option `reconnect.maxAttempt`: did you mean `reconnect.maxAttempts`?',
    ],
    [
      { host: '' },
      'ERR_INVALID_ARG_TYPE',
      "Expected `host` to be a host name or an address, got ''",
    ],
    [
      { port: '6667' },
      'ERR_OUT_OF_RANGE',
      "Expected `port` to be a whole number from 1 to 65535, got '6667'",
    ],
    [
      { loginTimeoutMs: Infinity },
      'ERR_OUT_OF_RANGE',
      'Expected `loginTimeoutMs` to be a whole number from 1 to 2147483647, got Infinity',
    ],
    [{ rooms: '#lobby' }, 'ERR_INVALID_ARG_VALUE', 'Expected `rooms` to be names without spaces'],
    [{ account: 'a b' }, 'ERR_INVALID_ARG_VALUE', 'Expected `account` to be a name without spaces'],
    [{ password: 7 }, 'ERR_INVALID_ARG_TYPE', 'Expected `password` to be a string'],
    [{ token: 'a\nb' }, 'ERR_INVALID_ARG_VALUE', 'Expected `token` to be a single line'],
    [{ onRaw: 5 }, 'ERR_INVALID_ARG_TYPE', 'Expected `onRaw` to be a function, got 5'],
    [{ realName: 5 }, 'ERR_INVALID_ARG_TYPE', 'Expected `realName` to be a string, got 5'],
    [{ wantToken: 1 }, 'ERR_INVALID_ARG_TYPE', 'Expected `wantToken` to be true or false, got 1'],
    [{ signal: 5 }, 'ERR_INVALID_ARG_TYPE', 'Expected `signal` to be an AbortSignal, got 5'],
    [
      { register: 'maybe', password: 'x' },
      'ERR_INVALID_ARG_TYPE',
      "Expected `register` to be true or false, got 'maybe'",
    ],
    [{ register: true }, 'ERR_INVALID_ARG_VALUE', 'Expected a `password` to register with'],
  ])('rejects %j', async (option, code, message) => {
    const options = { ...valid, ...option } as unknown as typeof valid;
    await expect(connect(options)).rejects.toMatchObject({ code, message });
  });

  test('rejects options that are not an object', async () => {
    await expect(connect('localhost' as unknown as typeof valid)).rejects.toMatchObject({
      code: 'ERR_INVALID_ARG_TYPE',
      message: "Expected the options to be an object, got 'localhost'",
    });
  });
});

describe('echo()', () => {
  test.each([
    [{ timeout: 7 }, 'Unknown option `timeout`: did you mean `timeoutMs`?'],
    [{ tls: { cert: '' } }, 'Unknown option `tls.cert`'],
  ])('rejects %j', async (options, message) => {
    await expect(echo('127.0.0.1', 1, options as object)).rejects.toMatchObject({ message });
  });

  test('rejects an invalid port', async () => {
    await expect(echo('127.0.0.1', 70_000)).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' });
  });
});
