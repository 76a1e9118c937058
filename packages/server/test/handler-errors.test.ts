import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { listen } from '../src/index.ts';

let folder: string;
const files = {
  'syntax.mjs': 'export default function handler(socket) {\n  socket.on("data" => 1);\n}\n',
  'imports-syntax.mjs': 'import "./syntax.mjs";\nexport default () => {};\n',
  'syntax.ts': 'export default function handler(\n  socket: number {\n}\n',
  'enum.ts': '\nenum Kind { one }\nexport default () => {};\n',
  'syntax.cjs': '\n\nmodule.exports = function (socket) { socket.( };\n',
  'no-such-export.mjs': 'import { nope } from "node:fs";\nexport default () => {};\n',
  'imports-nothing.mjs': 'import "./gone.mjs";\nexport default () => {};\n',
  'no-default.mjs': 'export const handler = () => {};\n',
  'object.mjs': 'export default { handler() {} };\n',
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'handlers-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['syntax.mjs', '(FOLDER/syntax.mjs:2)'],
  ['imports-syntax.mjs', '(FOLDER/syntax.mjs:2)'],
  ['syntax.ts', '(FOLDER/syntax.ts:2)'],
  ['enum.ts', '(FOLDER/enum.ts:2)'],
  ['syntax.cjs', '(FOLDER/syntax.cjs:3)'],
  ['no-such-export.mjs', '(FOLDER/no-such-export.mjs:1)'],
  [
    'imports-nothing.mjs',
    "Cannot find module 'FOLDER/gone.mjs' imported from FOLDER/imports-nothing.mjs",
  ],
  ['gone.mjs', "Cannot find module 'FOLDER/gone.mjs'"],
  ['no-default.mjs', 'it has no default export'],
  ['object.mjs', 'Expected its default export to be a function, got object'],
])('listen() says where the handler %s is wrong', async (name, where) => {
  const handler = join(folder, name);
  const { code, message } = (await listen({ handler }).catch((error: unknown) => error)) as {
    code: string;
    message: string;
  };
  expect(code).toBe('ERR_SERVER_HANDLER');
  expect(message.startsWith(`Cannot load the handler ${handler}: `)).toBe(true);
  expect(message.endsWith(where.replaceAll('FOLDER', folder))).toBe(true);
});

test('the error for a missing package names the package and no internal file', async () => {
  await expect(listen({ handler: 'no-such-package' })).rejects.toMatchObject({
    message: "Cannot load the handler no-such-package: Cannot find package 'no-such-package'",
  });
});
