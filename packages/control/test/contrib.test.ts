import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { failedLoginLine } from '../../../common/log/failed-login.ts';
import { openLog } from '../src/log/log-file.ts';
import { useTemporaryFolder } from './support/temporary-folder.ts';

const inFolder = useTemporaryFolder();

/** The expression of the shipped fail2ban filter, as JavaScript has it. */
const filter = readFileSync(
  new URL('../contrib/fail2ban/threadline.conf', import.meta.url),
  'utf8',
);
const failRegex = new RegExp(
  (/^failregex = (.*)$/m.exec(filter)?.[1] ?? '').replace('<HOST>', '(?<host>[\\w.:]+)'),
);

test('the fail2ban filter matches a failed login, and nothing a name or a field can hold', () => {
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
      log.add(
        {
          time: Date.now(),
          level: 'warn',
          message: failedLoginLine('192.0.2.1', name),
          fields: { field },
        },
        'chat',
      );
      log.write('warn', `rejected ${name}`, { field });
      log.flush();
      const hosts = readFileSync(log.path, 'utf8')
        .split('\n')
        .map((line) => failRegex.exec(line)?.groups?.['host']);
      expect(hosts).toEqual(['192.0.2.1', undefined, undefined]);
    }),
  );
  log.close();
});
