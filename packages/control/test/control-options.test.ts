import { expect, test } from '@jest/globals';
import { type ControlOptions, startControl } from '../src/index.ts';
import { fakeTarget } from './support/fake-target.ts';

const target = fakeTarget();
const [echo] = target.listeners;

test.each([
  [undefined, 'ERR_INVALID_ARG_TYPE', 'Expected the options to be an object, got undefined'],
  [{}, 'ERR_INVALID_ARG_TYPE', 'Expected `target` to be an object, got undefined'],
  [{ target, socket: false }, 'ERR_INVALID_ARG_VALUE', 'Unknown option `socket`'],
  [
    { target, socketPath: 5 },
    'ERR_INVALID_ARG_TYPE',
    'Expected `socketPath` to be a string, got 5',
  ],
  [{ target, log: 5 }, 'ERR_INVALID_ARG_TYPE', 'Expected `log` to be a log of openLog(), got 5'],
  [{ target, graceMs: '5' }, 'ERR_OUT_OF_RANGE', 'Expected `graceMs` to be a whole number from 0'],
  [
    { target: { ...target, close: undefined } },
    'ERR_INVALID_ARG_TYPE',
    'Expected `target.close` to be a function, got undefined',
  ],
  [
    { target: { ...target, listeners: 5 } },
    'ERR_INVALID_ARG_TYPE',
    'Expected `target.listeners` to be an array, got 5',
  ],
  [
    { target: { ...target, listeners: [] } },
    'ERR_INVALID_ARG_VALUE',
    'Expected `target.listeners` not to be empty',
  ],
  [
    { target: { ...target, listeners: [{ ...echo, name: 'Echo' }] } },
    'ERR_INVALID_ARG_VALUE',
    "Expected each listener to have a unique name of a-z, 0-9, - and _, got 'Echo'",
  ],
  [
    { target: { ...target, listeners: [echo, echo] } },
    'ERR_INVALID_ARG_VALUE',
    "Expected each listener to have a unique name of a-z, 0-9, - and _, got 'echo'",
  ],
  [
    { target: { ...target, listeners: [{ name: 'echo' }] } },
    'ERR_INVALID_ARG_TYPE',
    'Expected `target.listeners[0].status` to be a function, got undefined',
  ],
])('startControl(%j) rejects with a code', async (options, code, message) => {
  await expect(startControl(options as ControlOptions)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message),
  });
});
