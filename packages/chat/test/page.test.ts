import { MessageChannel } from 'node:worker_threads';
import { describe, expect, test } from '@jest/globals';
import { encodeEvent, type RoomEvent } from '../src/hub/events.ts';
import { Page } from '../src/hub/page.ts';

const { port1: speaker, port2: listener } = new MessageChannel();

function said(text: string, room = 'lobby'): RoomEvent {
  return { type: 'said', room, id: 1, at: 1, by: 1, account: 'anna', kind: 'message', text };
}

describe('Page', () => {
  test('is one for all that get the same events, whatever others get between them', () => {
    const blank = Page.blank();
    const [a, b, own] = [said('a'), said('b'), said('own')].map((event) => encodeEvent(event));
    if (!a || !b || !own) throw new Error('three were made');
    const one = blank.with(own);
    const [two, three] = [blank.with(a), blank.with(a)];
    const last = [one.with(b), two.with(b), three.with(b)];
    expect(three).toBe(two);
    expect(last[1]).toBe(last[2]);
    expect(last[0]).not.toBe(last[1]);
    expect(last.map((page) => page.events())).toEqual([
      [own, b],
      [a, b],
      [a, b],
    ]);
    expect(last[1]?.for(listener).events).toBe(last[2]?.for(listener).events);
    expect([blank.empty, one.empty]).toEqual([true, false]);
  });

  test('holds what was said in one room as most see it, but for the thread it comes from', () => {
    const page = Page.blank()
      .with(encodeEvent(said('hi'), speaker))
      .with(encodeEvent({ ...said('waves'), kind: 'action' } as RoomEvent, speaker));
    const { events } = page.for(speaker);
    expect(JSON.parse(events)).toMatchObject([{ text: 'hi' }, { text: 'waves' }]);
    const text = 'anna: hi\r\n* anna waves\r\n';
    expect(page.for(listener)).toEqual({ events, said: { room: 'lobby', text } });
    expect(page.for(speaker)).toEqual({ events });
  });

  test('holds nothing so of several rooms, or of other events', () => {
    const one = Page.blank().with(encodeEvent(said('hi')));
    const joined = {
      type: 'joined',
      room: 'lobby',
      at: 1,
      account: 'bea',
      realName: 'Bea',
      members: 2,
    } as const;
    for (const event of [said('hi', 'garden'), joined, { type: 'notice', text: 'x' } as const]) {
      expect(one.with(encodeEvent(event)).for(listener).said).toBeUndefined();
      expect(Page.blank().with(encodeEvent(event)).with(encodeEvent(joined)).for(listener)).toEqual(
        {
          events: JSON.stringify([event, joined]),
        },
      );
    }
  });
});
