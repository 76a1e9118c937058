import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type AccountChange, MemoryAccounts, MemoryHistory } from '../src/index.ts';
import { AccountVersions } from '../src/hub/account-versions.ts';
import { type ChatServer, startChat } from './support/chat-server.ts';
import { IrcUser } from './support/irc-user.ts';
import { User } from './support/user.ts';

let chat: ChatServer;
let told: AccountChange[];
let accounts: MemoryAccounts;

beforeEach(async () => {
  told = [];
  accounts = new MemoryAccounts({
    operators: ['opal'],
    onChange: (changes) => {
      told.push(...changes);
      chat.hub.applyAccountChanges(changes);
    },
  });
  chat = await startChat({ authenticator: accounts });
});
afterEach(async () => chat[Symbol.asyncDispose]());

describe('Account changes', () => {
  test('a changed password ends the other sessions; the session that changed it still gets tokens', async () => {
    const owner = await User.enter(chat.port, 'anna');
    const intruder = await User.return(chat.port, 'anna');
    intruder.type('/token');
    await intruder.sees('until');
    owner.type('/passwd', 'secret-pass', 'another-pass', 'another-pass');
    await owner.sees('your password is changed');
    expect(await intruder.closed()).toContain('-- closed: your password was changed\r\n');
    owner.type('/token');
    await owner.sees('enter this in place of your name or password');
    expect(chat.hub.stats().sessions).toBe(1);
    expect(told).toMatchObject([{ type: 'password', name: 'anna', session: expect.any(String) }]);
  });

  test('PASSWD over IRC does the same', async () => {
    const owner = await User.enter(chat.port, 'anna');
    const irc = await IrcUser.returns(chat.port, 'anna', { caps: ['standard-replies'] });
    irc.type('PASSWD secret-pass :another-pass');
    await irc.sees('PASSWD PASSWORD_CHANGED');
    expect(await owner.closed()).toContain('your password was changed');
    irc.type('TOKEN');
    await irc.sees('TOKEN_ISSUED');
  });

  test('/logout ends all sessions of the account and revokes its tokens', async () => {
    const owner = await User.enter(chat.port, 'anna');
    const intruder = await User.return(chat.port, 'anna');
    intruder.type('/token');
    await intruder.sees(':\r\n-- ');
    const token = (await intruder.sees('\r\n')).trim();
    owner.type('/logout');
    expect(await owner.closed()).toContain('1 token revoked; bye');
    expect(await intruder.closed()).toContain('-- closed: you were logged out everywhere\r\n');
    const again = await User.connect(chat.port);
    again.type(token);
    await again.sees('not valid');
  });

  test('a deleted account ends its sessions, but not those of the next owner of its name', async () => {
    const old = await User.enter(chat.port, 'anna');
    const bea = await User.enter(chat.port, 'bea');
    chat.hub.applyAccountChanges([{ type: 'removed', name: 'Anna', version: 1 }]);
    expect(await old.closed()).toContain('-- closed: your account was deleted\r\n');
    await bea.sees('anna left after');
    expect(chat.hub.stats().sessions).toBe(1);
  });

  test('a renamed account ends its sessions with a reason, and keeps its mute', async () => {
    const opal = await User.enter(chat.port, 'opal');
    const anna = await User.enter(chat.port, 'anna');
    opal.type('/mute anna 1h');
    await opal.sees('anna is muted');
    chat.hub.applyAccountChanges([{ type: 'renamed', name: 'anna', to: 'anne', version: 1 }]);
    expect(await anna.closed()).toContain('your account is called anne now: log in again');
    opal.type('/unmute anne');
    await opal.sees('anne is no longer muted');
  });

  test('role changes apply to open sessions, in both directions', async () => {
    const anna = await User.enter(chat.port, 'anna');
    const bea = await User.enter(chat.port, 'bea');
    anna.type('/kick bea');
    await anna.sees('/kick is for operators');
    chat.hub.applyAccountChanges([
      { type: 'roles', name: 'anna', roles: ['operator'], version: 1 },
    ]);
    await anna.sees('You are an operator now');
    anna.type('/mute bea 10m');
    await anna.sees('bea is muted for 10m');
    chat.hub.applyAccountChanges([{ type: 'roles', name: 'anna', roles: [], version: 2 }]);
    await anna.sees('You are no longer an operator');
    anna.type('/kick bea');
    await anna.sees('/kick is for operators');
    expect(await bea.settled()).not.toContain('operator');
  });

  test('role changes reach IRC clients as modes in every shared room', async () => {
    const anna = await IrcUser.enter(chat.port, 'anna');
    const bea = await IrcUser.enter(chat.port, 'bea', 'server-time');
    const carl = await User.enter(chat.port, 'carl');
    anna.send('JOIN #garden');
    await bea.asks('JOIN #garden', 'JOIN #shed');
    await anna.settled();
    const change = (operator: boolean, version: number) => {
      const roles = operator ? ['operator'] : [];
      chat.hub.applyAccountChanges([{ type: 'roles', name: 'anna', roles, version }]);
    };
    change(true, 1);
    // The same roles again are not a change.
    change(true, 2);
    expect((await bea.settled()).match(/:threadline MODE .*/g)).toEqual([
      ':threadline MODE #lobby +o anna',
      ':threadline MODE #garden +o anna',
    ]);
    expect(await anna.asks()).toEqual([]);
    expect(anna.bytes.toString()).toMatch(/:anna!anna@\S+ MODE anna \+o\r\n/);
    expect(await bea.asks('NAMES #garden')).toEqual([
      ':threadline 353 bea = #garden :@anna bea',
      ':threadline 366 bea #garden :End of /NAMES list',
    ]);
    change(false, 3);
    expect((await bea.settled()).match(/:threadline MODE .*/g)).toEqual([
      ':threadline MODE #lobby -o anna',
      ':threadline MODE #garden -o anna',
    ]);
    await anna.sees('MODE anna -o\r\n');
    expect(await carl.settled()).not.toContain('MODE');
  });

  test('deleting all accounts ends every session but those of guests', async () => {
    await chat[Symbol.asyncDispose]();
    chat = await startChat({ authenticator: accounts, guests: true });
    const anna = await User.enter(chat.port, 'anna');
    const guest = await User.connect(chat.port);
    guest.type('guest');
    await guest.sees('/help lists');
    chat.hub.applyAccountChanges([{ type: 'cleared', version: 1 }]);
    expect(await anna.closed()).toContain('-- closed: all accounts were deleted\r\n');
    await guest.settled();
    expect(chat.hub.stats().sessions).toBe(1);
  });
});

describe('A login and a concurrent account change', () => {
  test('a login authenticated before the change is refused after it', async () => {
    chat.hub.applyAccountChanges([{ type: 'removed', name: 'anna', version: 1 }]);
    const late = await User.connect(chat.port);
    // The accounts service has not applied the change: version 0.
    late.type('anna', 'secret-pass', 'secret-pass');
    expect(await late.closed()).toContain('Your account has just been changed: log in again');
    await User.enter(chat.port, 'bea');
  });

  test('a login authenticated after the change stays when the change arrives later', async () => {
    await User.enter(chat.port, 'bea');
    await accounts.revoke('bea', { address: '127.0.0.1' });
    const next = await User.enter(chat.port, 'anna');
    expect(told.at(-1)?.version).toBe(1);
    chat.hub.applyAccountChanges([{ type: 'removed', name: 'anna', version: 1 }]);
    next.type('I am the new owner');
    await next.settled();
    expect(chat.hub.stats().sessions).toBe(1);
  });
});

test('AccountVersions forgets the oldest account, and then refuses older logins', () => {
  const versions = new AccountVersions({ max: 2 });
  versions.note('Anna', 1);
  versions.note('bea', 2);
  expect([versions.isStale('anna', 0), versions.isStale('anna', 1)]).toEqual([true, false]);
  expect(versions.isStale('carl', 0)).toBe(false);
  versions.note('carl', 3);
  expect([versions.isStale('anna', 0), versions.isStale('dora', 0)]).toEqual([true, true]);
  expect([versions.isStale('dora', 1), versions.isStale('carl', 2)]).toEqual([false, true]);
  versions.noteAll(4);
  expect([versions.isStale('dora', 3), versions.isStale('dora', 4)]).toEqual([true, false]);
});

test('a ban on an address does not apply to an account named like an address', async () => {
  await chat[Symbol.asyncDispose]();
  const named = { name: '10.0.0.1', roles: [] };
  const old = Object.assign(new MemoryAccounts(), {
    exists: () => Promise.resolve(true),
    checkName: () => Promise.resolve({ ok: false, code: 'ERR_AUTH_NAME_TAKEN', message: '' }),
    verify: () => Promise.resolve(named),
  });
  chat = await startChat({ authenticator: old });
  chat.hub.ban('10.0.0.1');
  const user = await User.return(chat.port, '10.0.0.1');
  user.type('hello');
  await user.settled();
  expect(chat.hub.bans()).toMatchObject([{ target: '10.0.0.1' }]);
});

test('a ban stays with an account that is renamed', async () => {
  await User.enter(chat.port, 'anna');
  chat.hub.ban('anna', { forMs: 3_600_000, reason: 'spam' });
  chat.hub.applyAccountChanges([{ type: 'renamed', name: 'anna', to: 'Anne', version: 0 }]);
  expect(chat.hub.bans()).toMatchObject([{ target: 'Anne', reason: 'spam' }]);
  const anne = await User.connect(chat.port);
  anne.type('anne', 'secret-pass', 'secret-pass');
  expect(await anne.closed()).toContain('You are banned until');
});

describe('A muted account', () => {
  test('cannot send text through any field that others see', async () => {
    const opal = await User.enter(chat.port, 'opal');
    const irc = await IrcUser.enter(chat.port, 'anna');
    irc.type('SETNAME :buy things', 'AWAY :buy more');
    await irc.sees('306');
    opal.type('/mute anna 1h');
    await opal.sees('anna is muted');
    opal.type('/whois anna');
    const before = await opal.settled();
    expect(before).not.toContain('buy');
    irc.type('SETNAME :buy again', 'AWAY :buy again', 'TOPIC #lobby :buy again', 'JOIN #buy-again');
    irc.type('PRIVMSG opal :buy again', 'PART #lobby :buy again', 'QUIT :buy again');
    await irc.closed();
    expect(await opal.settled()).not.toContain('buy');
    // Also not as its real name after a new login.
    const again = await IrcUser.connect(chat.port);
    again.type('PASS secret-pass', 'NICK anna', 'USER anna 0 * :buy once more');
    await again.sees(' 001 ');
    opal.type('/whois anna', '/rooms');
    expect(await opal.settled()).not.toContain('buy');
  });

  test('is still muted after a restart of the hub', async () => {
    const history = new MemoryHistory();
    await chat[Symbol.asyncDispose]();
    chat = await startChat({ authenticator: accounts, hub: { history } });
    const opal = await User.enter(chat.port, 'opal');
    await User.enter(chat.port, 'anna');
    opal.type('/mute anna 1h');
    await opal.sees('anna is muted');
    await chat[Symbol.asyncDispose]();
    chat = await startChat({ authenticator: accounts, hub: { history } });
    const anna = await User.return(chat.port, 'anna');
    anna.type('hello');
    await anna.sees('You are muted for another');
    chat.hub.applyAccountChanges([{ type: 'removed', name: 'anna', version: 1 }]);
    await anna.closed();
    expect(history.kept('mute')).toEqual([]);
  });
});
