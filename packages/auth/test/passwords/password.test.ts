import { expect, test } from '@jest/globals';
import { assertNewPassword } from '../../src/passwords/password.ts';

test.each([
  ['short', 'expected at least 8 characters'],
  ['x'.repeat(1_025), 'expected at most 1024 bytes'],
  ['é'.repeat(600), 'expected at most 1024 bytes'],
  ['bad\uD800surrogate', 'valid Unicode'],
  ['tab\tinside', 'expected no control characters'],
  ['nul\0inside', 'expected no control characters'],
  ['Alice.Smith', 'expected it to differ from the name'],
])('assertNewPassword() rejects %j', (password, reason) => {
  expect(() => assertNewPassword(password, 'alice.smith', 8)).toThrow(
    expect.objectContaining({
      code: 'ERR_AUTH_BAD_PASSWORD',
      message: expect.stringContaining(reason),
    }),
  );
});

test.each(['12345678', 'correct horse battery staple', '🐎🐎🐎🐎🐎🐎🐎🐎', 'x'.repeat(1_024)])(
  'assertNewPassword() takes %j',
  (password) => {
    expect(() => assertNewPassword(password, 'alice', 8)).not.toThrow();
  },
);
