import { expect, test } from '@jest/globals';
import { withToken, type Account } from '../../src/file/account.ts';

const account: Account = {
  name: 'alice',
  phc: '',
  seen: [],
  tokens: [
    { digest: 'soon', expiresAt: 100 },
    { digest: 'late', expiresAt: 200 },
  ],
  roles: [],
};

test.each([
  [1, ['new']],
  [2, ['new', 'late']],
  [3, ['new', 'soon', 'late']],
])(
  'withToken() with maxTokens %i keeps the new token even if it expires first',
  (maxTokens, digests) => {
    const token = { digest: 'new', expiresAt: 50 };
    const { tokens } = withToken(account, token, { now: 10, maxTokens });
    expect(tokens.map(({ digest }) => digest)).toEqual(digests);
  },
);

test('withToken() removes expired tokens, and replaces a token with the same digest', () => {
  const token = { digest: 'soon', expiresAt: 300 };
  const { tokens } = withToken(account, token, { now: 10, maxTokens: 2 });
  expect(tokens.map(({ digest }) => digest)).toEqual(['late', 'soon']);
  const later = withToken(account, { digest: 'new', expiresAt: 300 }, { now: 150, maxTokens: 2 });
  expect(later.tokens.map(({ digest }) => digest)).toEqual(['late', 'new']);
});
