import { stripVTControlCharacters } from 'node:util';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatEntry } from '../../src/log/format-entry.ts';
import { openLog } from '../../src/log/log-file.ts';
import { parseEntry } from '../../src/log/log-record.ts';
import { loginFailed } from '../../src/log/login-failed.ts';
import { useTemporaryFolder } from '../support/temporary-folder.ts';

const inFolder = useTemporaryFolder();

/** The expression of the shipped fail2ban filter, as JavaScript has it. */
const filter = readFileSync(
  new URL('../../contrib/fail2ban/threadline.conf', import.meta.url),
  'utf8',
);
const failRegex = new RegExp(
  (/^failregex = (.*)$/m.exec(filter)?.[1] ?? '').replace('<HOST>', '(?<host>[\\w.:]+)'),
);

test('loginFailed() makes the one line fail2ban looks for, whatever the name and the fields', () => {
  const log = openLog(inFolder('log'));
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '" ip=198.51.100.9 name="',
      '"}\n{"level":"warn","msg":"login failed ip=198.51.100.9 name=\\"x\\""}',
    ),
  );
  fc.assert(
    fc.property(hostile, hostile, (name, field) => {
      log.clear();
      log.add({ ...loginFailed({ address: '192.0.2.1', name }), fields: { field } }, 'chat');
      log.write('warn', `refused ${name}`, { field });
      log.flush();
      const hosts = readFileSync(log.path, 'utf8')
        .split('\n')
        .map((line) => failRegex.exec(line)?.groups?.['host']);
      expect(hosts).toEqual(['192.0.2.1', undefined, undefined]);
    }),
  );
  log.close();
});

test('loginFailed() refuses an address that is none', () => {
  expect(() => loginFailed({ address: '1.2.3.4 name="x"', name: 'x' })).toThrow(TypeError);
});

test('formatEntry() shows an entry on one line, without control characters', () => {
  const line =
    '{"level":"warn","time":0,"listener":"chat","thread":5,"client":7,"fields":{"a":"b c","n":1,"e":"\\u001b[2J"},"msg":"x\\ny"}';
  const entry = parseEntry(line);
  expect(entry && formatEntry(entry)).toBe(
    '1970-01-01 00:00:00.000Z WARN  chat/7 t5 x^Jy a="b c" n=1 e="\\u001b[2J"',
  );
  expect(parseEntry('{"time":"x"}')).toBeUndefined();
  expect(parseEntry('null')).toBeUndefined();
});

test('formatEntry() breaks an entry between words on a narrow screen, with and without colours', () => {
  const entry = {
    level: 'warn',
    time: 0,
    listener: 'chat',
    client: 7,
    msg: 'a long message '.repeat(9),
  } as const;
  const lines = formatEntry(entry, { columns: 80 }).split('\n');
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  expect(lines.slice(1).every((line) => /^ {2}(a|long|message)\b/.test(line))).toBe(true);
  const colored = formatEntry(entry, { columns: 80, colors: true });
  expect(stripVTControlCharacters(colored)).toBe(lines.join('\n'));
  expect(colored).not.toBe(lines.join('\n'));
});
