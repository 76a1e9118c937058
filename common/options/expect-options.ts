import { inspect } from 'node:util';
import { suggest } from '../text/suggest.ts';

/** The longest delay of a Node timer, in ms; a longer one fires at once. */
export const maxTimeoutMs = 2_147_483_647;

/**
 * Rejects a value that is not an object, and unknown options. Returns the options.
 *
 * @param what the name of the options in messages: `the options`
 * @param prefix the prefix of option names in messages: `tls.`
 * @throws {TypeError} `ERR_INVALID_ARG_TYPE`, or `ERR_INVALID_ARG_VALUE` for an unknown option, with the nearest name
 */
export function expectOptions<Options>(
  what: string,
  options: Options,
  names: readonly string[],
  prefix = '',
): Options {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw typeError(`Expected ${what} to be an object, got ${shown(options)}`);
  for (const name of Object.keys(options)) {
    if (names.includes(name)) continue;
    const meant = suggest(name, names);
    const hint = meant === undefined ? '' : `: did you mean \`${prefix}${meant}\`?`;
    throw typeError(`Unknown option \`${prefix}${name}\`${hint}`, 'ERR_INVALID_ARG_VALUE');
  }
  return options;
}

/** @throws {TypeError} `ERR_INVALID_ARG_TYPE` unless the value is true or false */
export function expectBoolean(name: string, value: unknown): void {
  if (typeof value !== 'boolean')
    throw typeError(`Expected \`${name}\` to be true or false, got ${shown(value)}`);
}

/** @throws {TypeError} `ERR_INVALID_ARG_TYPE` unless the value is a function */
export function expectFunction(name: string, value: unknown): void {
  if (typeof value !== 'function')
    throw typeError(`Expected \`${name}\` to be a function, got ${shown(value)}`);
}

/** @throws {TypeError} `ERR_INVALID_ARG_TYPE` unless the value is a string */
export function expectString(name: string, value: unknown): void {
  if (typeof value !== 'string')
    throw typeError(`Expected \`${name}\` to be a string, got ${shown(value)}`);
}

/**
 * The message does not contain the values, which may be passwords.
 *
 * @throws {TypeError} `ERR_INVALID_ARG_TYPE` unless all values are strings
 */
export function expectStrings(values: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'string') continue;
    const type = value === null ? 'null' : typeof value;
    throw typeError(`Expected \`${name}\` to be a string, got ${type}`);
  }
}

/** @throws {TypeError} `ERR_INVALID_ARG_TYPE` unless the value is an `AbortSignal` */
export function expectSignal(name: string, value: unknown): void {
  if (!(value instanceof AbortSignal))
    throw typeError(`Expected \`${name}\` to be an AbortSignal, got ${shown(value)}`);
}

/** @throws {RangeError} `ERR_OUT_OF_RANGE` unless the value is a whole number within the bounds, both included */
export function expectInteger(
  name: string,
  value: unknown,
  min: number,
  max = Number.MAX_SAFE_INTEGER,
): void {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return;
  const bounds = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  const message = `Expected \`${name}\` to be a whole number ${bounds}, got ${shown(value)}`;
  throw Object.assign(new RangeError(message), { code: 'ERR_OUT_OF_RANGE' });
}

/** @throws {TypeError} `ERR_INVALID_ARG_TYPE` unless the value is an integer */
export function expectId(name: string, value: unknown): void {
  if (!Number.isSafeInteger(value))
    throw typeError(`Expected \`${name}\` to be an integer, got ${shown(value)}`);
}

/** A `TypeError` with a code, as Node's own functions throw. */
export function typeError(message: string, code = 'ERR_INVALID_ARG_TYPE'): TypeError {
  return Object.assign(new TypeError(message), { code });
}

/** A value for a message: on one line, and short. */
export function shown(value: unknown): string {
  const text = inspect(value, {
    depth: 1,
    breakLength: Number.POSITIVE_INFINITY,
    maxStringLength: 80,
  });
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
