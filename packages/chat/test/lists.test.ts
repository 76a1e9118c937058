import { Duplex } from 'node:stream';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { EnterRequest } from '../src/protocol/enter-request.ts';
import type { Responses, Request, ListType } from '../src/protocol/requests.ts';
import type { Action, FromHub, ToHub } from '../src/protocol/messages.ts';
import type { HubOptions } from '../src/hub/hub-options.ts';
import { createHandler, Hub, MemoryHistory } from '../src/index.ts';
import { contextOf } from '../src/session/context.ts';
import type { ConnectedSession } from '../src/thread/receiver.ts';
import { hubConnection } from '../src/thread/hub-connection.ts';
import { startChat } from './support/chat-server.ts';
import { IrcUser } from './support/irc-user.ts';
import { enterRequest, Thread } from './support/thread.ts';
import { User } from './support/user.ts';

let hub: Hub | undefined;
afterEach(() => hub?.close());

function open(options: Partial<HubOptions> = {}): Hub {
  hub = new Hub({ history: new MemoryHistory(), flood: 'off', ...options });
  return hub;
}

/** Returns all parts of a list; calls `between` before each part except the first. */
async function parts<T extends ListType>(
  thread: Thread,
  ask: Request & { type: T },
  between: () => Promise<unknown> = () => Promise.resolve(),
): Promise<Array<Responses[T]>> {
  const all: Array<Responses[T]> = [];
  for (let cursor: unknown; all.length === 0 || cursor !== undefined;) {
    if (cursor !== undefined) await between();
    const answer = await thread.request(
      (cursor === undefined ? ask : { ...ask, cursor }) as Request,
    );
    if (answer.type === 'failed') throw new Error(answer.message);
    const part = answer.value as Responses[T];
    expect(JSON.stringify(part).length).toBeLessThan(20_480);
    all.push(part);
    cursor = part.next;
  }
  return all;
}

/** Logs in `count` accounts at once. */
function enterMany(thread: Thread, count: number, more: Partial<EnterRequest> = {}): void {
  const enter = (index: number): Action => ({
    type: 'request',
    id: 10_000 + index,
    request: enterRequest(`member${index}`, { address: 'x', ...more }),
  });
  thread.turn(...Array.from({ length: count }, (_, index) => enter(index)));
}

describe('Hub', () => {
  test('lists all members of a room in bounded parts, each once, while others join and leave', async () => {
    const thread = new Thread(open().connect());
    const session = await thread.enter('anna');
    enterMany(thread, 2999, { realName: 'ä'.repeat(50) });
    let came = 0;
    const comeAndGo = async (): Promise<void> => {
      const other = await thread.enter(`late${came}`);
      came += 1;
      if (came > 1) return;
      // An already listed member leaves and rejoins at the end.
      thread.turn({ type: 'leave', session: session + 1, reason: '', code: 'quit' });
      await thread.enter('member0');
      thread.turn({ type: 'leave', session: other, reason: '', code: 'quit' });
    };
    const found = await parts(thread, { type: 'who', session, room: 'lobby' }, comeAndGo);
    expect(found.length).toBeGreaterThan(10);
    expect(found[0]?.total).toBe(3000);
    const accounts = found.flatMap(({ members }) => members.map(({ account }) => account));
    expect(accounts).toEqual(['anna', ...Array.from({ length: 2999 }, (_, i) => `member${i}`)]);
    const names = await parts(thread, { type: 'names', session, room: 'lobby' });
    const all = names.flatMap(({ members }) => members.map(({ account }) => account));
    expect(all).toHaveLength(3000 + came - 1);
    expect(new Set(all)).toEqual(
      new Set([...accounts, ...Array.from({ length: came - 1 }, (_, i) => `late${i + 1}`)]),
    );
  });

  test('lists all rooms, largest first, each once, while rooms are created and removed', async () => {
    const thread = new Thread(open({ maxRoomsPerSession: 2000, maxRooms: 2000 }).connect());
    const session = await thread.enter('anna');
    const bea = await thread.enter('bea');
    for (let room = 0; room < 1200; room += 1) {
      thread.turn(
        { type: 'request', id: 1e6 + room, request: { type: 'join', session, room: `r${room}` } },
        {
          type: 'request',
          id: 2e6 + room,
          request: { type: 'topic', session, room: `r${room}`, text: 't'.repeat(300) },
        },
      );
    }
    await thread.request({ type: 'join', session: bea, room: 'r700' });
    let changed = false;
    const change = async (): Promise<void> => {
      if (changed) return;
      changed = true;
      await thread.request({ type: 'part', session, room: 'r1199', reason: '' });
      await thread.request({ type: 'join', session: bea, room: 'r1000' });
      await thread.request({ type: 'join', session: bea, room: 'new' });
    };
    const found = await parts(thread, { type: 'rooms', session }, change);
    const rooms = found.flatMap((part) => part.rooms);
    const names = rooms.map(({ room }) => room);
    expect(names.slice(0, 3)).toEqual(['lobby', 'r700', 'r0']);
    expect(names).toHaveLength(1200);
    expect(new Set(names).size).toBe(1200);
    expect(names).not.toContain('r1199');
    // A part shows the current state of a room.
    expect(rooms.find(({ room }) => room === 'r1000')).toMatchObject({ members: 2 });
    const only = await parts(thread, { type: 'rooms', session, only: ['r5', 'nope', 'r5'] });
    expect(only[0]?.rooms).toMatchObject([{ room: 'r5', members: 1 }]);
  });

  test('lists all bans, for operators only', async () => {
    const thread = new Thread(open().connect());
    const session = await thread.enter('op', { roles: ['operator'] });
    for (let index = 0; index < 500; index += 1) hub?.ban(`b${index}`, { reason: 'r'.repeat(200) });
    const found = await parts(thread, { type: 'bans', session });
    expect(found.length).toBeGreaterThan(5);
    const targets = found.flatMap(({ bans }) => bans.map(({ target }) => target));
    expect(targets).toEqual(hub?.bans().map(({ target }) => target));
    expect(new Set(targets).size).toBe(500);
    const anna = await thread.enter('anna');
    expect(await thread.request({ type: 'bans', session: anna })).toMatchObject({
      code: 'ERR_CHAT_DENIED',
    });
  });

  test('delivers messages while requested lists are still being answered', async () => {
    const chat = open();
    const [one, two] = [new Thread(chat.connect()), new Thread(chat.connect())];
    const session = await one.enter('anna');
    const bea = await two.enter('bea');
    enterMany(one, 2000);
    await one.request({ type: 'room', session, room: 'lobby' });
    const who = (id: number): Action => ({
      type: 'request',
      id,
      request: { type: 'who', session, room: 'lobby' },
    });
    one.turn(...Array.from({ length: 400 }, (_, index) => who(50_000 + index)));
    two.turn({ type: 'post', session: bea, room: 'lobby', kind: 'message', text: 'through' });
    await one.find((event) => event.type === 'message');
    const answered = one.events.filter((event) => 'id' in event && event.id >= 50_000).length;
    expect(answered).toBeLessThan(200);
    await one.find((event) => 'id' in event && event.id === 50_399);
  });

  test('sends the last messages and the first names on joining a large room', async () => {
    const thread = new Thread(open().connect());
    enterMany(thread, 1000);
    const answer = await thread.request(enterRequest('anna', { address: 'x', names: true }));
    const { room } = (answer as unknown as { value: Responses['enter'] }).value;
    expect(room.members).toBe(1001);
    expect(room.names?.members.length).toBeLessThan(100);
    expect(room.names?.next).toEqual({ after: room.names?.members.length, last: 1001 });
  });
});

describe('hubConnection()', () => {
  test('limits the bytes of responses in flight and eventually sends all requests', async () => {
    const { port1, port2 } = new MessageChannel();
    const connection = hubConnection(port2);
    let asked = 0;
    let most = 0;
    let number = 0;
    port1.on('message', ({ actions }: ToHub) => {
      asked += actions.length;
      most = Math.max(most, actions.length);
      for (const action of actions) {
        if (action.type !== 'request') continue;
        number += 1;
        const value = { messages: [] };
        const events = JSON.stringify([{ type: 'response', id: action.id, value }]);
        port1.postMessage({ type: 'batch', number, processed: asked, events } satisfies FromHub);
      }
    });
    const history = { type: 'history', session: 1, with: 'lobby', limit: 1000 } as const;
    const all = Array.from({ length: 400 }, () => connection.request<'history'>(history));
    expect(await Promise.all(all)).toHaveLength(400);
    // Each reserves 24 KiB.
    expect([most, asked]).toEqual([85, 400]);
    port1.close();
  });

  test('acknowledges batches even if no client sends anything', async () => {
    const { port1, port2 } = new MessageChannel();
    const connection = hubConnection(port2);
    connection.fanOut.flush = () => {};
    const one = { number: 1, notice: () => {} } as unknown as ConnectedSession;
    connection.register(one);
    connection.send({ type: 'leave', session: 9, reason: '', code: 'quit' });
    const turns: ToHub[] = [];
    const next = () =>
      new Promise<ToHub>((resolve) => {
        port1.once('message', (turn: ToHub) => (turns.push(turn), resolve(turn)));
      });
    await next();
    const events = JSON.stringify([{ type: 'notice', text: 'small' }]);
    // A small batch is acknowledged after a delay.
    port1.postMessage({ type: 'batch', number: 1, processed: 1, events } satisfies FromHub);
    expect(await next()).toEqual({ type: 'turn', seen: 1, actions: [] });
    // A large batch is acknowledged immediately.
    const large = JSON.stringify([{ type: 'notice', text: 'x'.repeat(70_000) }]);
    port1.postMessage({ type: 'batch', number: 2, processed: 1, events: large } satisfies FromHub);
    const began = performance.now();
    expect(await next()).toEqual({ type: 'turn', seen: 2, actions: [] });
    expect(performance.now() - began).toBeLessThan(900);
    connection.release(one);
    port1.close();
  });
});

describe('A long list', () => {
  test('reaches an IRC client complete, in one labelled response, while other clients are served', async () => {
    await using chat = await startChat({ hub: { maxRoomsPerSession: 500 } });
    const anna = await IrcUser.enter(chat.port, 'anna', 'labeled-response', 'batch');
    const bea = await User.enter(chat.port, 'bea');
    for (let room = 0; room < 300; room += 1) {
      anna.send(`JOIN #r${room}`, `TOPIC #r${room} :${'t'.repeat(300)}`);
    }
    await anna.settled();
    const lines = await anna.asks('@label=x LIST');
    const rooms = lines.filter((line) => line.includes(' 322 '));
    expect(rooms).toHaveLength(301);
    expect(lines[0]).toMatch(/^@label=x :threadline BATCH \+(\w+) labeled-response$/);
    expect(lines.at(-2)).toContain(' 323 ');
    expect(lines.at(-1)).toMatch(/^:threadline BATCH -\w+$/);
    bea.type('/rooms');
    await bea.sees('-- #lobby (2, you are talking here)\r\n');
    for (let room = 0; room < 300; room += 1) await bea.sees(`-- #r${room} (1)\r\n   ttt`);
    anna.leave();
    bea.leave();
  });

  test('of room members is complete on joining, with NAMES, WHO and /who', async () => {
    await using chat = await startChat();
    const thread = new Thread(chat.hub.connect());
    enterMany(thread, 1500, { realName: 'r'.repeat(100) });
    const anna = await IrcUser.connect(chat.port);
    anna.send('NICK anna', 'USER anna 0 * :x', 'REGISTER anna * secret-pass');
    const entered = await anna.sees(' 366 anna #lobby :End of /NAMES list\r\n');
    expect(namesIn(entered)).toHaveLength(1501);
    expect(namesIn((await anna.asks('NAMES #lobby')).join('\r\n'))).toHaveLength(1501);
    const who = await anna.asks('WHO #lobby');
    expect(who.filter((line) => line.includes(' 352 '))).toHaveLength(1501);
    const bea = await User.enter(chat.port, 'bea');
    bea.type('/who');
    await bea.sees('in #lobby (1502): ');
    await bea.sees(', member9');
    await bea.sees('bea');
    await bea.sees('\r\n');
    anna.leave();
    bea.leave();
  });

  test('of history messages reaches an IRC client in one labelled batch, and a text client complete', async () => {
    const history = new MemoryHistory();
    for (let id = 1; id <= 200; id += 1) {
      const text = `${id} ${'x'.repeat(300)}`;
      history.append({ id, at: id, conversation: '#lobby', account: 'bea', kind: 'message', text });
    }
    history.commit();
    await using chat = await startChat({ hub: { history } });
    const caps = ['labeled-response', 'batch', 'draft/chathistory', 'message-tags'];
    const anna = await IrcUser.enter(chat.port, 'anna', ...caps);
    const lines = await anna.asks('@label=h CHATHISTORY LATEST #lobby * 180');
    const [outer = ''] = /(?<=BATCH \+)\w+/.exec(lines[0] ?? '') ?? [];
    const [inner = ''] = /(?<=BATCH \+)\w+/.exec(lines[1] ?? '') ?? [];
    expect(lines[0]).toBe(`@label=h :threadline BATCH +${outer} labeled-response`);
    expect(lines[1]).toBe(`@batch=${outer} :threadline BATCH +${inner} chathistory #lobby`);
    expect(lines.slice(-2)).toEqual([
      `@batch=${outer} :threadline BATCH -${inner}`,
      `:threadline BATCH -${outer}`,
    ]);
    const past = lines.slice(2, -2);
    expect(past.every((line) => line.includes(`batch=${inner}`))).toBe(true);
    const ids = past.map((line) => Number(/msgid=(\d+)/.exec(line)?.[1]));
    expect(ids).toEqual(Array.from({ length: 180 }, (_, index) => index + 21));
    const bea = await User.enter(chat.port, 'cleo');
    bea.type('/history 150');
    await bea.sees('--- 150 messages in #lobby (times in UTC) ---\r\n');
    for (let id = 51; id <= 200; id += 1) await bea.sees(`bea: ${id} x`);
    await bea.sees('--- now ---\r\n');
    for (const user of [anna, bea]) user.leave();
  });

  test('waits for a client that does not read, blocks no other client, and ends with the client', async () => {
    await using chat = await startChat({ hub: { maxRoomsPerSession: 2000 } });
    const anna = await IrcUser.enter(chat.port, 'anna');
    for (let room = 0; room < 200; room += 1) {
      anna.send(`JOIN #r${room}`, `TOPIC #r${room} :${'t'.repeat(300)}`);
    }
    await anna.settled();
    const bea = new StuckClient();
    const handler = createHandler({ hub: chat.hub.connect(), authenticator: chat.accounts });
    const served = handler(bea, contextOf(bea));
    bea.push('NICK bea\r\nUSER bea 0 * :x\r\nREGISTER bea * secret-pass\r\n');
    await anna.sees('bea!bea@user.threadline JOIN #lobby');
    bea.stuck = true;
    bea.push('LIST\r\nLIST\r\n');
    while (bea.writableLength === 0) await new Promise(setImmediate);
    const unsent = bea.writableLength;
    const cleo = await IrcUser.enter(chat.port, 'cleo');
    expect((await cleo.asks('LIST')).filter((text) => text.includes(' 322 '))).toHaveLength(201);
    // Only the joins in the meantime were added.
    expect(bea.writableLength).toBeLessThan(unsent + 200);
    expect(unsent).toBeLessThan(16_384);
    bea.destroy();
    await served;
    await anna.sees('bea!bea@user.threadline QUIT');
    expect(chat.hub.stats().closed).toMatchObject({ slow: 0 });
    for (const user of [anna, cleo]) user.leave();
  });
});

/** A client that does not read while `stuck`. */
class StuckClient extends Duplex {
  stuck = false;

  override _read(): void {}

  override _write(_chunk: Buffer, _encoding: string, done: () => void): void {
    if (!this.stuck) done();
  }
}

function namesIn(text: string): string[] {
  const lists = [...text.matchAll(/ 353 \w+ = #lobby :(.*?)\r?$/gm)];
  return lists.flatMap(([, names = '']) => names.split(' '));
}
