import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import { formatEntry, parseEntry } from '../../src/log/log-record.ts';

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

test('formatEntry() wraps an entry between words on a narrow screen, with and without colors', () => {
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
