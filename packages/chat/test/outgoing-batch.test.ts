import { MessageChannel } from 'node:worker_threads';
import { describe, expect, test } from '@jest/globals';
import { encodeEvent, type RoomEvent } from '../src/protocol/events.ts';
import { ActiveRenderers, OutgoingBatch } from '../src/hub/thread-link.ts';
import { sharedIrcRenderer } from '../src/render/shared-irc-renderer.ts';
import { sharedTextRenderer } from '../src/render/shared-text-renderer.ts';

const { port1: speaker, port2: listener } = new MessageChannel();

function said(text: string, room = 'lobby'): RoomEvent {
  return { type: 'message', room, id: 1, at: 1, by: 1, account: 'anna', kind: 'message', text };
}

describe('OutgoingBatch', () => {
  test('is shared by all threads with the same events, even if other threads receive events in between', () => {
    const empty = OutgoingBatch.empty(new ActiveRenderers());
    const [a, b, own] = [said('a'), said('b'), said('own')].map((event) => encodeEvent(event));
    if (!a || !b || !own) throw new Error('three were made');
    const one = empty.with(own);
    const [two, three] = [empty.with(a), empty.with(a)];
    const last = [one.with(b), two.with(b), three.with(b)];
    expect(three).toBe(two);
    expect(last[1]).toBe(last[2]);
    expect(last[0]).not.toBe(last[1]);
    expect(last.map((batch) => batch.events())).toEqual([
      [own, b],
      [a, b],
      [a, b],
    ]);
    expect(last[1]?.contentFor(listener).events).toBe(last[2]?.contentFor(listener).events);
    expect([empty.isEmpty, one.isEmpty]).toEqual([true, false]);
  });

  test('holds the messages of one room as text for the requested renderers, except for their own thread', () => {
    const renderers = new ActiveRenderers();
    const [text, irc] = [
      sharedTextRenderer('off', false),
      sharedIrcRenderer(new Set(['message-tags'])),
    ];
    for (const { key } of [text, irc]) renderers.request(key);
    const batch = OutgoingBatch.empty(renderers)
      .with(encodeEvent(said('hi'), speaker))
      .with(encodeEvent({ ...said('waves'), kind: 'action' } as RoomEvent, speaker));
    const { events } = batch.contentFor(speaker);
    expect(JSON.parse(events)).toMatchObject([{ text: 'hi' }, { text: 'waves' }]);
    const texts = [
      'anna: hi\r\n* anna waves\r\n',
      '@msgid=1 :anna!anna@user.threadline PRIVMSG #lobby :hi\r\n' +
        '@msgid=1 :anna!anna@user.threadline PRIVMSG #lobby :\x01ACTION waves\x01\r\n',
    ];
    const rendered = { room: 'lobby', renderers: [text.key, irc.key], texts };
    expect(batch.contentFor(listener)).toEqual({ events, messages: rendered });
    expect(batch.contentFor(speaker)).toEqual({ events });
  });

  test('holds no text for several rooms or for other events', () => {
    const one = OutgoingBatch.empty(new ActiveRenderers()).with(encodeEvent(said('hi')));
    const joined = {
      type: 'joined',
      room: 'lobby',
      at: 1,
      account: 'bea',
      realName: 'Bea',
      members: 2,
    } as const;
    for (const event of [said('hi', 'garden'), joined, { type: 'notice', text: 'x' } as const]) {
      expect(one.with(encodeEvent(event)).contentFor(listener).messages).toBeUndefined();
      expect(
        OutgoingBatch.empty(new ActiveRenderers())
          .with(encodeEvent(event))
          .with(encodeEvent(joined))
          .contentFor(listener),
      ).toEqual({
        events: JSON.stringify([event, joined]),
      });
    }
  });
});
