import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { commands } from '../../src/text/commands.ts';
import { version } from '../../src/version.ts';
import { type ChatServer, startChat } from '../support/chat-server.ts';
import { User } from '../support/user.ts';

let chat: ChatServer;
let anna: User;
let bea: User;
const noon = Date.UTC(2026, 10, 24, 12);

beforeEach(async () => {
  chat = await startChat({ hub: { keepPrivate: true, motd: ['Be kind.'], now: () => noon } });
  anna = await User.enter(chat.port, 'anna');
  bea = await User.enter(chat.port, 'bea');
  await anna.settled();
  await bea.settled();
});
afterEach(async () => chat[Symbol.asyncDispose]());

/** What somebody is shown after typing something. */
async function shown(user: User, ...lines: string[]): Promise<string> {
  user.type(...lines);
  return user.settled();
}

describe('Text commands', () => {
  test('/help lists the commands a user may run, and explains one', async () => {
    const list = await shown(anna, '/help');
    for (const { names, operator } of commands) {
      expect(list.includes(`/${names[0]}`)).toBe(!operator);
    }
    expect(await shown(anna, '/HELP who')).toBe(
      '-- /who [room]: lists the members of a room, by default the current one\r\n-- also: /names /list /users\r\n',
    );
    expect(await shown(anna, '/help kick')).toContain('There is no /kick');
  });

  test('every name and alias is unique', () => {
    const names = commands.flatMap((one) => one.names);
    expect(new Set(names).size).toBe(names.length);
  });

  test('/who and its aliases list the members, and who is away', async () => {
    await shown(bea, '/away lunch');
    for (const name of ['/who', '/names', '/list', '/users', '/who #lobby', '/WHO lobby']) {
      expect(await shown(anna, name)).toBe('-- in #lobby (2): anna, bea (away)\r\n');
    }
    expect(await shown(anna, '/who garden')).toContain('You are not in #garden');
  });

  test('/whois describes a user, with addresses only for operators', async () => {
    expect(await shown(anna, '/whois BEA')).toMatch(
      /^-- bea: here for .*, in #lobby; idle for \d+s\r\n$/,
    );
    expect(await shown(anna, '/whois carl')).toBe('!! carl is not here\r\n');
    const op = await User.enter(chat.port, 'op');
    expect(await shown(op, '/whois bea')).toContain('from 127.0.0.1');
  });

  test('/msg and /reply send a private message, and say when the recipient is away', async () => {
    await shown(bea, '/away lunch');
    expect(await shown(anna, '/msg bea hi there')).toBe(
      '[you -> bea] hi there\r\n-- bea is away: lunch\r\n',
    );
    expect(await shown(bea, '/r hello', '/back')).toBe(
      '[anna -> you] hi there\r\n[you -> anna] hello\r\n-- you are back\r\n',
    );
    expect(await shown(anna, '/w bea')).toContain('Missing argument, for example /msg anna hello');
    const carl = await User.enter(chat.port, 'carl');
    expect(await shown(carl, '/reply x')).toBe('!! Nobody has sent you a private message yet\r\n');
  });

  test('/join, /part and /rooms: messages go to the current room only', async () => {
    expect(await shown(anna, '/join #Garden')).toBe(
      '-- you are in #garden, nobody else is here\r\n',
    );
    await shown(anna, 'in the garden', '/topic roses');
    expect(await shown(bea)).toBe('');
    expect(await shown(bea, '/join garden')).toContain('anna: in the garden\r\n--- now ---');
    await shown(bea, 'hello');
    expect(await shown(anna)).toBe('#garden -- bea joined (2 here)\r\n#garden bea: hello\r\n');
    expect(await shown(anna, '/rooms')).toBe(
      '-- #lobby (2, you are in)\r\n-- #garden (2, you are talking here) roses\r\n',
    );
    expect(await shown(anna, '/join lobby', '/part garden bye')).toBe(
      '-- you are talking in #lobby now (1 other here)\r\n-- you left #garden, you are talking in #lobby now\r\n',
    );
    expect(await shown(bea)).toMatch(/#garden -- anna left after .*: bye/);
    expect(await shown(anna, '/part', 'hello?')).toBe(
      '-- you left #lobby, you are not in a room now\r\n!! You are not in a room; join one, for example /join lobby\r\n',
    );
    expect(await shown(anna, '/join no/way')).toContain('A room is named with 1 to 32 of a-z');
  });

  test('/topic shows, sets and removes the topic, which outlives the room', async () => {
    expect(await shown(anna, '/topic')).toBe('-- #lobby has no topic\r\n');
    expect(await shown(anna, '/topic apples')).toBe('-- topic set\r\n');
    expect(await shown(bea)).toBe('-- anna set the topic: apples\r\n');
    expect(await shown(bea, '/topic')).toBe('-- topic of #lobby: apples\r\n');
    await shown(anna, '/join garden', '/topic roses', '/part');
    expect(await shown(bea, '/join garden')).toContain('-- topic: roses (set by anna)');
    await shown(anna, '/join lobby', '/topic -');
    expect(await shown(bea)).toContain('-- anna removed the topic');
  });

  test('/history shows a number of messages or a period, of a room or a private conversation', async () => {
    await shown(anna, 'one', 'two', '/me three', '/msg bea four');
    expect(await shown(bea, '/history 2')).toContain(
      '--- 2 messages in #lobby (times in UTC) ---\r\n[2026-11-24 12:00] anna: two\r\n[2026-11-24 12:00] * anna three\r\n--- now ---\r\n',
    );
    expect(await shown(bea, '/history @anna 5')).toContain('] anna: four\r\n--- now ---');
    expect(await shown(bea, '/history @carl')).toBe('-- nothing found in @carl\r\n');
    expect(await shown(bea, '/history many')).toContain(
      'Expected a number or a period: /history 50',
    );
    const carl = await User.enter(chat.port, 'carl');
    expect(await shown(carl, '/history @anna', '/history @bea', '/search four')).toBe(
      '-- nothing found in @anna\r\n-- nothing found in @bea\r\n-- nothing found in #lobby\r\n',
    );
  });

  test('/search finds messages of the room', async () => {
    await shown(anna, 'apple pie', 'cherry pie', '/join garden', 'pie in the garden');
    expect(await shown(bea, '/search PIE')).toContain('--- 2 messages in #lobby');
    expect(await shown(bea, '/search "apple pie" AND (')).toBe('-- nothing found in #lobby\r\n');
  });

  test('/ignore hides a user, /unignore shows them again', async () => {
    await shown(anna, '/ignore Bea', '/ignore');
    await shown(bea, 'hello', '/msg anna psst');
    expect(await shown(anna, '/unignore bea')).toBe('-- you no longer ignore bea\r\n');
    await shown(bea, 'again');
    expect(await shown(anna, '/ignore anna')).toBe(
      'bea: again\r\n!! You cannot ignore yourself\r\n',
    );
  });

  test('/quiet hides joins and leaves', async () => {
    await shown(anna, '/quiet');
    const carl = await User.enter(chat.port, 'carl');
    await shown(carl, 'hi');
    expect(await shown(anna, '/quiet')).toBe('carl: hi\r\n-- joins and leaves are shown\r\n');
  });

  test('/timestamp shows times before lines', async () => {
    await shown(anna, '/timestamp time');
    await shown(bea, 'one');
    expect(await shown(anna, '/timestamp datetime')).toContain('[12:00] bea: one\r\n');
    await shown(bea, 'two');
    expect(await shown(anna, '/timestamp x')).toBe(
      '[2026-11-24 12:00] bea: two\r\n!! Usage: /timestamp off, time or datetime\r\n',
    );
  });

  test('/nick explains that names are accounts', async () => {
    expect(await shown(anna, '/nick bob')).toContain('Your name is your account, anna');
  });

  test('/passwd prompts for the old and the new password, and shows neither', async () => {
    anna.type('/passwd', 'wrong', 'new-secret', 'new-secret');
    await anna.sees('The old password is wrong; your password is unchanged');
    anna.type('/passwd', 'secret-pass', 'new-secret', 'other');
    await anna.sees('The passwords do not match; your password is unchanged');
    anna.type('/passwd', 'secret-pass', 'new-secret', 'new-secret');
    await anna.sees('your password is changed');
    expect(chat.accounts.passwords.get('anna')).toBe('new-secret');
    expect(await shown(bea)).toBe('');
  });

  test('/token, /passwd and /logout are refused to a guest', async () => {
    await using open = await startChat({ guests: true });
    const guest = await User.connect(open.port);
    guest.type('guest');
    await guest.sees('/help lists what you can do\r\n');
    for (const command of ['/token', '/passwd', '/logout']) {
      expect(await shown(guest, command)).toBe(
        '!! Guests have no account; /quit and log in with a name\r\n',
      );
    }
  });

  test('/motd, /version and /quit', async () => {
    expect(await shown(anna, '/motd')).toBe('-- Be kind.\r\n');
    expect(await shown(anna, '/version')).toContain(`threadline chat ${version}`);
    anna.type('/quit so long');
    expect(await anna.closed()).toBe('-- bye\r\n');
    expect(await shown(bea)).toMatch(/^-- anna left after .*: so long\r\n$/);
  });
});
