import { describe, expect, test } from '@jest/globals';
import type { RoomEvent } from '../src/protocol/events.ts';
import type { SharedRenderer } from '../src/render/renderer.ts';
import { FanOut } from '../src/thread/fan-out.ts';
import { type Receiver, ReceiverTurn } from '../src/thread/receiver.ts';

describe('FanOut', () => {
  test('renders a turn into one buffer and writes it once to every client with the same view', () => {
    let shown = 0;
    const counting: SharedRenderer = {
      dialect: 'text',
      key: 9,
      render: (event) => ((shown += 1), `${textOf(event)}\n`),
    };
    const fanOut = new FanOut();
    const receivers = [1, 2, 3].map((number) => receiver(number, { sharedRenderer: counting }));
    for (const one of receivers) fanOut.enter(one, 'lobby');
    fanOut.flush();
    fanOut.add(said(7, 'a'));
    fanOut.add(said(8, 'b'));
    fanOut.flush();
    const buffers = receivers.map((one) => one.written);
    expect(buffers.map((list) => list.length)).toEqual([1, 1, 1]);
    expect(buffers[0]?.[0]?.toString()).toBe('a\nb\n');
    expect(buffers[1]?.[0]).toBe(buffers[0]?.[0]);
    expect(buffers[2]?.[0]).toBe(buffers[0]?.[0]);
    expect(shown).toBe(2);
  });

  test('omits only their own messages for senders, and the other clients still share a buffer', () => {
    const { fanOut, lobby } = inLobby(1, 2, 3);
    fanOut.add(said(1, 'mine'), lobby[0]);
    fanOut.add(said(9, 'theirs'));
    fanOut.flush();
    expect(lobby.map(seen)).toEqual(['theirs\n', 'mine\ntheirs\n', 'mine\ntheirs\n']);
    expect(lobby[1]?.written[0]).toBe(lobby[2]?.written[0]);
  });

  test('shows an event sent to several rooms once to clients that request that', () => {
    const fanOut = new FanOut();
    const renderers = [plain, { ...plain, key: 1, showOnce: true }];
    const [every, once, elsewhere] = [0, 1, 1].map((renderer, number) =>
      receiver(number, renderers[renderer] && { sharedRenderer: renderers[renderer] }),
    );
    for (const [one, room] of [
      [every, 'lobby'],
      [every, 'garden'],
      [once, 'lobby'],
      [once, 'garden'],
      [elsewhere, 'garden'],
    ] as const) {
      if (one) fanOut.enter(one, room);
    }
    const away = { type: 'away', at: 1, account: 'bea', text: 'out', group: 7 } as const;
    for (const room of ['lobby', 'garden']) fanOut.add({ ...away, room });
    fanOut.flush();
    expect([every, once, elsewhere].map(seen)).toEqual(['away\naway\n', 'away\n', 'away\n']);
  });

  test('omits messages from users that a client ignores', () => {
    const { fanOut, lobby } = inLobby(1);
    const picky = receiver(2, { ignored: new Set(['bea']) });
    fanOut.enter(picky, 'lobby');
    fanOut.add(said(8, 'hello', { account: 'Bea' }));
    fanOut.add(said(9, 'there'));
    fanOut.flush();
    expect([seen(picky), seen(lobby[0])]).toEqual(['there\n', 'hello\nthere\n']);
  });

  test('sends a client only the messages between its join and its part, even within one turn', () => {
    const { fanOut, lobby } = inLobby(1);
    const guest = receiver(2);
    fanOut.add(said(9, 'before'));
    fanOut.enter(guest, 'lobby');
    fanOut.add(said(9, 'during'));
    fanOut.leave(guest, 'lobby');
    fanOut.add(said(9, 'after'));
    fanOut.flush();
    expect([seen(guest), seen(lobby[0])]).toEqual(['during\n', 'before\nduring\nafter\n']);
  });

  test('writes the private lines of a client in order with the lines of the room, in one write', () => {
    const { fanOut, lobby } = inLobby(1, 2);
    const [one, other] = lobby as [TestReceiver, TestReceiver];
    fanOut.add(said(9, 'a'));
    fanOut.show(one, 'only you\n');
    fanOut.add(said(9, 'b'));
    fanOut.flush();
    expect([seen(one), one.written.length]).toEqual(['a\nonly you\nb\n', 1]);
    expect(seen(other)).toBe('a\nb\n');
  });

  test('keeps the order across all rooms of a client', () => {
    const fanOut = new FanOut();
    const rooms = Array.from({ length: 40 }, (_, index) => `r${index}`);
    const both = receiver(1);
    const last = receiver(2);
    for (const room of rooms) fanOut.enter(both, room);
    fanOut.enter(last, 'r39');
    for (const room of [...rooms, ...rooms]) fanOut.add(said(9, room, { room }));
    fanOut.flush();
    expect(seen(both)).toBe([...rooms, ...rooms].map((room) => `${room}\n`).join(''));
    expect(seen(last)).toBe('r39\nr39\n');
    fanOut.add(said(9, 'x', { room: 'r0' }));
    fanOut.add(said(9, 'y', { room: 'r39' }));
    fanOut.flush();
    expect([both.written[1], last.written[1]].map(String)).toEqual(['x\ny\n', 'y\n']);
  });

  test('writes pre-rendered text unchanged and decodes its events only for clients with another view', () => {
    const { fanOut, lobby } = inLobby(1, 2);
    const [one, other] = lobby as [TestReceiver, TestReceiver];
    let reads = 0;
    const events = () => ((reads += 1), [said(8, 'hello', { account: 'Bea' }), said(9, 'there')]);
    fanOut.addMessages(rendered('lobby', 'as it is\n'), events);
    fanOut.show(one, 'only you\n');
    fanOut.addMessages(rendered('garden', 'elsewhere\n'), events);
    fanOut.add(said(9, 'more'));
    fanOut.flush();
    expect(lobby.map(seen)).toEqual(['as it is\nonly you\nmore\n', 'as it is\nmore\n']);
    expect(reads).toBe(0);
    expect(fanOut.takeMissing()).toEqual([]);

    const picky = receiver(3, { ignored: new Set(['bea']) });
    const loud: SharedRenderer = {
      key: 9,
      dialect: 'text',
      render: (event) => `${textOf(event).toUpperCase()}\n`,
    };
    const odd = receiver(4, { sharedRenderer: loud });
    fanOut.enter(picky, 'lobby');
    fanOut.enter(odd, 'lobby');
    fanOut.addMessages(rendered('lobby', 'as it is\n'), events);
    fanOut.leave(other, 'lobby');
    fanOut.addMessages(rendered('lobby', 'and again\n'), events);
    fanOut.flush();
    expect([picky, odd].map(seen)).toEqual(['there\nthere\n', 'HELLO\nTHERE\nHELLO\nTHERE\n']);
    expect([one, other].map(({ written }) => String(written[1]))).toEqual([
      'as it is\nand again\n',
      'as it is\n',
    ]);
    expect(reads).toBe(2);
    expect(fanOut.takeMissing()).toEqual([loud.key]);
    expect(fanOut.takeMissing()).toEqual([]);
  });

  test('does not write to a client without output', () => {
    const { fanOut, lobby } = inLobby(1);
    fanOut.add(said(9, 'elsewhere', { room: 'garden' }));
    fanOut.add(said(1, 'mine'), lobby[0]);
    fanOut.flush();
    expect(lobby[0]?.written).toEqual([]);
  });
});

interface TestReceiver extends Receiver {
  readonly written: Buffer[];
}

function rendered(room: string, text: string) {
  return { room, renderers: [plain.key], texts: [text] };
}

const plain: SharedRenderer = { key: 0, dialect: 'text', render: (event) => `${textOf(event)}\n` };

function receiver(number: number, more: Partial<Receiver> = {}): TestReceiver {
  const written: Buffer[] = [];
  return {
    number,
    sharedRenderer: plain,
    ignored: new Set<string>(),
    turn: new ReceiverTurn(),
    written,
    write: (bytes) => void written.push(bytes),
    ...more,
  };
}

function inLobby(...numbers: number[]) {
  const fanOut = new FanOut();
  const lobby = numbers.map((number) => receiver(number));
  for (const one of lobby) fanOut.enter(one, 'lobby');
  fanOut.flush();
  return { fanOut, lobby };
}

function said(by: number, text: string, more: { room?: string; account?: string } = {}): RoomEvent {
  const room = { room: 'lobby', account: `user${by}`, ...more };
  return { type: 'message', id: 1, at: 1, by, kind: 'message', text, ...room };
}

function seen(receiver: TestReceiver | undefined): string {
  return receiver?.written.map(String).join('') ?? '';
}

function textOf(event: RoomEvent): string {
  return event.type === 'message' ? event.text : event.type;
}
