import { expect, test } from '@jest/globals';
import { parseCommandLine, usageHint } from '../../../../common/node/command-line.ts';

const options = {
  file: { type: 'string', short: 'f' },
  role: { type: 'string', multiple: true },
  json: { type: 'boolean', short: 'j' },
} as const;

test('parseCommandLine() returns what parseArgs() returns', () => {
  const args = ['-f', 'a', 'list', '--role=-x', '--role', '', '-j', '--', '--json'];
  expect(parseCommandLine({ args, options, allowPositionals: true })).toMatchObject({
    values: { file: 'a', role: ['-x', ''], json: true },
    positionals: ['list', '--json'],
  });
});

test.each([
  [['--fiel', 'a'], 'Unknown option --fiel, did you mean --file?'],
  [['--rol=x'], 'Unknown option --rol, did you mean --role?'],
  [['--zz'], 'Unknown option --zz'],
  [['--no-json'], 'Unknown option --no-json'],
  [['-x'], 'Unknown option -x'],
  [['-json'], 'Unknown option -json, did you mean --json?'],
  [['--toString'], 'Unknown option --toString'],
  [['--file'], 'Expected a value after --file'],
  [['-f'], 'Expected a value after -f'],
  [['-f', '--json'], 'Expected a value after -f, write --file=--json if it is "--json"'],
  [['--json=yes'], 'Expected no value after --json'],
  [['--json', 'list'], 'Unexpected argument "list"'],
])('parseCommandLine() rejects %j with a plain sentence', (args, message) => {
  expect(() => parseCommandLine({ args, options })).toThrow(
    expect.objectContaining({ name: 'TypeError', message }),
  );
});

test('usageHint() is the first line of the usage and how to get the rest', () => {
  expect(usageHint('greet', 'Usage: greet <name>\n\nGreets.\n')).toBe(
    "Usage: greet <name>\nTry 'greet --help'.",
  );
});
