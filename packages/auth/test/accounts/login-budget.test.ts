import { expect, test } from '@jest/globals';
import { openAccounts } from '../../src/index.ts';
import { loginAllowance, tokenAllowance } from '../../src/passwords/login-throttle.ts';
import { fast } from '../fixtures/temporary.ts';

const password = 'correct horse';
const at = (address: string): { address: string } => ({ address });
const throttled = expect.objectContaining({
  code: 'ERR_AUTH_TOO_MANY_LOGINS',
  retryAfterMs: loginAllowance.everyMs,
});

function openAt(clock: { now: number }): ReturnType<typeof openAccounts> {
  return openAccounts(':memory:', { ...fast, throttle: true, now: () => clock.now });
}

test('Accounts.resume() and verify() share the login limit of an account, from any address', async () => {
  const clock = { now: Date.UTC(2030, 0) };
  await using accounts = await openAt(clock);
  await accounts.register('alice', password);
  const { token } = await accounts.issueToken('alice');
  for (let i = 0; i < loginAllowance.burst; i += 1)
    await accounts.resume(token, at(`192.0.2.${i}`));
  await expect(accounts.resume(token, at('127.0.0.1'))).rejects.toEqual(throttled);
  // Logins by password count against the same limit.
  await expect(accounts.verify('alice', password, at('192.0.2.1'))).rejects.toEqual(throttled);
  clock.now += loginAllowance.everyMs;
  await accounts.resume(token, at('192.0.2.1'));
  await expect(accounts.resume(token, at('192.0.2.1'))).rejects.toEqual(throttled);
});

test('Accounts.resume() counts valid and invalid tokens per address, except of accounts known there', async () => {
  await using accounts = await openAt({ now: Date.UTC(2030, 0) });
  const here = at('192.0.2.1');
  await accounts.register('alice', password, here);
  await accounts.register('bert', password, at('198.51.100.1'));
  const [alice, bert] = [await accounts.issueToken('alice'), await accounts.issueToken('bert')];
  const bad = 'x'.repeat(43);
  for (let i = 0; i < tokenAllowance.burst; i += 1) {
    await expect(accounts.resume(bad, here)).rejects.toMatchObject({ code: 'ERR_AUTH_BAD_TOKEN' });
  }
  await expect(accounts.resume(bad, here)).rejects.toMatchObject({
    code: 'ERR_AUTH_TOO_MANY_LOGINS',
  });
  await expect(accounts.resume(bert.token, here)).rejects.toMatchObject({
    code: 'ERR_AUTH_TOO_MANY_LOGINS',
  });
  // Accounts known at the address can log in, and others from elsewhere.
  await accounts.resume(alice.token, here);
  await accounts.resume(bert.token, at('198.51.100.1'));
});

test('Accounts.verify() does not count failed attempts against the login limit of the account', async () => {
  await using accounts = await openAt({ now: Date.UTC(2030, 0) });
  await accounts.register('alice', password, at('192.0.2.1'));
  for (let i = 0; i < 3 * loginAllowance.burst; i += 1) {
    await accounts.verify('alice', 'wrong horse', at(`198.51.100.${i}`)).catch(() => undefined);
  }
  await accounts.verify('alice', password, at('192.0.2.1'));
});
