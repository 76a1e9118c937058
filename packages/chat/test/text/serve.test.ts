import { afterEach, describe, expect, test } from '@jest/globals';
import { type ChatServer, startChat } from '../support/chat-server.ts';
import { User } from '../support/user.ts';

let chat: ChatServer;
afterEach(async () => chat[Symbol.asyncDispose]());

async function users(...names: string[]): Promise<User[]> {
  const all: User[] = [];
  for (const name of names) all.push(await User.enter(chat.port, name));
  for (const one of all) await one.settled();
  return all;
}

describe('serveText()', () => {
  test('delivers a message to everyone but its author', async () => {
    chat = await startChat();
    const [anna, bea, carl] = (await users('anna', 'bea', 'carl')) as [User, User, User];
    anna.type('hello', '  indented', '/me waves', '//slash');
    for (const one of [bea, carl]) {
      await one.sees('anna: hello\r\nanna:   indented\r\n* anna waves\r\nanna: /slash\r\n');
    }
    expect(await anna.settled()).toBe('');
  });

  test('shows the last 20 messages with their times between two separators', async () => {
    const now = () => Date.UTC(2026, 10, 24, 7, 5);
    chat = await startChat({ hub: { now } });
    const anna = await User.enter(chat.port, 'anna');
    anna.type(...Array.from({ length: 25 }, (_, index) => `line ${index + 1}`));
    await anna.settled();
    const bea = await User.connect(chat.port);
    bea.type('bea', 'secret-pass', 'secret-pass');
    const seen = await bea.sees('--- now ---\r\n');
    const lines = seen.split('\r\n').filter((line) => line.startsWith('['));
    expect(seen).toContain('--- last 20 messages in #lobby (times in UTC) ---\r\n');
    expect(lines).toHaveLength(20);
    expect(lines[0]).toBe('[2026-11-24 07:05] anna: line 6');
    expect(lines[19]).toBe('[2026-11-24 07:05] anna: line 25');
  });

  test('a command after invisible characters is not posted as a message', async () => {
    chat = await startChat();
    const [anna, bea] = [await User.enter(chat.port, 'anna'), await User.enter(chat.port, 'bea')];
    await anna.settled();
    bea.type('\f/nosuch', '\u200b/nosuch', '\x1b[A/nosuch', '\x1b[Ahello');
    expect(await anna.sees('hello\r\n')).toBe('bea: hello\r\n');
    await bea.sees('There is no /nosuch:');
  });

  test('answers an unknown command with a suggestion, and shows it to nobody else', async () => {
    chat = await startChat();
    const [anna, bea] = (await users('anna', 'bea')) as [User, User];
    anna.type('/histroy', '/xyzzy', '/kick bea');
    await anna.sees('There is no /histroy: did you mean /history?');
    await anna.sees('There is no /xyzzy: /help lists the commands');
    await anna.sees('/kick is for operators');
    expect(await bea.settled()).toBe('');
  });

  test('two sessions of an account both receive everything, and count as one member', async () => {
    chat = await startChat();
    const [anna, bea] = (await users('anna', 'bea')) as [User, User];
    const second = await User.return(chat.port, 'anna');
    bea.type('hello', '/msg anna psst', '/who');
    for (const one of [anna, second]) await one.sees('bea: hello\r\n[bea -> you] psst\r\n');
    expect(await bea.settled()).toBe('[you -> anna] psst\r\n-- in #lobby (2): anna, bea\r\n');
    anna.type('from the first', '/msg bea secret');
    await second.sees('anna: from the first\r\n[you -> bea] secret\r\n');
    anna.leave();
    second.type('still here');
    await bea.sees('anna: from the first\r\n[anna -> you] secret\r\nanna: still here\r\n');
    second.leave();
    await bea.sees('-- anna left after');
  });

  test('refuses a line that is not UTF-8, and closes the client after three in a row', async () => {
    chat = await startChat();
    const [anna, bea] = (await users('anna', 'bea')) as [User, User];
    const bad = Buffer.from([0xff, 0xff, 0xc3, 0x28, 10]);
    anna.socket.write(Buffer.concat([bad, bad, Buffer.from('good\n'), bad, bad, bad]));
    expect(await anna.closed()).toMatch(
      /(not UTF-8 and was not sent[^]*){4}Closed: lines that are/,
    );
    await bea.sees('anna: good\r\n');
  });

  test('sends a message of 1024 bytes, and refuses a longer one', async () => {
    chat = await startChat();
    const [anna, bea] = (await users('anna', 'bea')) as [User, User];
    anna.type('ä'.repeat(512), `${'ä'.repeat(512)}x`, 'end');
    await anna.sees('That line has 1025 bytes and was not sent');
    const seen = Buffer.from(await bea.sees('anna: end\r\n'), 'latin1').toString();
    expect(seen).toBe(`anna: ${'ä'.repeat(512)}\r\nanna: end\r\n`);
  });

  test('closes a client that sends 8 KiB without a line end', async () => {
    chat = await startChat();
    const anna = await User.enter(chat.port, 'anna');
    anna.socket.write('x'.repeat(9000));
    expect(await anna.closed()).toContain('Closed: a line without an end');
  });

  test('closes, logs and counts a client that reads nothing, without delaying others', async () => {
    chat = await startChat({ maxUnsentBytes: 64 * 1024 });
    const [anna, bea, slow] = (await users('anna', 'bea', 'slow')) as [User, User, User];
    slow.socket.pause();
    let gone = false;
    void bea.sees('-- slow left after').then(() => (gone = true));
    for (let round = 0; !gone && round < 2000; round += 1) {
      anna.type(...Array<string>(50).fill('x'.repeat(1000)));
      await anna.settled();
    }
    expect(gone).toBe(true);
    expect(await bea.sees('\r\n')).toMatch(/^ \d+s: too slow\r\n/);
    expect(chat.hub.stats().closed.slow).toBe(1);
    expect(chat.logged.filter(({ level }) => level === 'warn')).toMatchObject([
      { message: 'client closed: too slow' },
    ]);
  });

  test('a second login takes over the session of a dead client', async () => {
    chat = await startChat({ deadAfterMs: 0 });
    const [anna, bea] = (await users('anna', 'bea')) as [User, User];
    anna.socket.pause();
    const end = chat.sockets[0];
    while (end && !end.writableNeedDrain) {
      bea.type(...Array<string>(100).fill('x'.repeat(1000)));
      await bea.settled();
    }
    expect(chat.hub.stats().sessions).toBe(2);
    const second = await User.return(chat.port, 'anna');
    second.type('/whois anna');
    await second.sees('idle for ');
    expect(chat.hub.stats()).toMatchObject({ sessions: 2, accounts: 2, closed: { lost: 1 } });
  });

  test('a client that disconnects during a response leaves nothing behind', async () => {
    chat = await startChat();
    const [bea] = (await users('bea')) as [User];
    for (let round = 0; round < 20; round += 1) {
      const user = await User.connect(chat.port);
      user.type('anna', 'secret-pass', ...(round === 0 ? ['secret-pass'] : []), '/join garden');
      if (round % 2 === 0) await user.sees('you are in #lobby');
      user.leave();
    }
    while (chat.hub.stats().sessions > 1) await bea.settled();
    bea.type('/join garden', '/who');
    await bea.sees('in #garden (1): bea');
  });

  test('an abort of the context closes the client with the reason', async () => {
    const controller = new AbortController();
    chat = await startChat({ context: { signal: controller.signal } });
    const [anna] = (await users('anna')) as [User];
    controller.abort(new Error('the server shuts down'));
    expect(await anna.closed()).toBe('-- closed: the server shuts down\r\n');
    expect(chat.hub.stats().closed.closed).toBe(1);
  });

  test('an abort closes a client during the login with the reason, and later clients are not served', async () => {
    const controller = new AbortController();
    chat = await startChat({ context: { signal: controller.signal } });
    const anna = await User.connect(chat.port);
    await anna.sees('Name: ');
    anna.type('anna');
    await anna.sees('New password: ');
    // As a threaded server does: the signal, and in the next turn of the event loop the end of the socket.
    controller.abort(new Error('kicked: too\u001b[31m loud'));
    setImmediate(() => chat.sockets[0]?.destroy());
    expect(await anna.closed()).toBe('-- closed: kicked: too[31m loud\r\n');
    const late = await User.connect(chat.port);
    expect(await late.closed()).toBe('');
  });

  test('every client is closed with a reason when the hub is gone', async () => {
    chat = await startChat();
    const [anna] = (await users('anna')) as [User];
    const coming = await User.connect(chat.port);
    await coming.sees('Name [anna]: ');
    chat.hub.close();
    expect(await anna.closed()).toContain('closed: the chat is closed');
    coming.type('anna', 'secret-pass');
    expect(await coming.closed()).toContain('The chat is closed');
  });
});
