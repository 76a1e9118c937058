import { MessageChannel } from 'node:worker_threads';
import { describe, expect, test } from '@jest/globals';
import { encodeEvent, type RoomEvent } from '../src/hub/events.ts';
import { Page } from '../src/hub/page.ts';
import { RenderedViews } from '../src/hub/rendered-views.ts';
import { ircView } from '../src/irc/irc-view.ts';
import { textView } from '../src/text/text-view.ts';

const { port1: speaker, port2: listener } = new MessageChannel();

function said(text: string, room = 'lobby'): RoomEvent {
  return { type: 'said', room, id: 1, at: 1, by: 1, account: 'anna', kind: 'message', text };
}

describe('Page', () => {
  test('is one for all that get the same events, whatever others get between them', () => {
    const blank = Page.blank(new RenderedViews());
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

  test('holds the messages of one room as text for the views requested, but not for the thread they come from', () => {
    const views = new RenderedViews();
    const [text, irc] = [textView('off', false), ircView(new Set(['message-tags']))];
    for (const { key } of [text, irc]) views.request(key);
    const page = Page.blank(views)
      .with(encodeEvent(said('hi'), speaker))
      .with(encodeEvent({ ...said('waves'), kind: 'action' } as RoomEvent, speaker));
    const { events } = page.for(speaker);
    expect(JSON.parse(events)).toMatchObject([{ text: 'hi' }, { text: 'waves' }]);
    const texts = [
      'anna: hi\r\n* anna waves\r\n',
      '@msgid=1 :anna!anna@user.threadline PRIVMSG #lobby :hi\r\n' +
        '@msgid=1 :anna!anna@user.threadline PRIVMSG #lobby :\x01ACTION waves\x01\r\n',
    ];
    const rendered = { room: 'lobby', views: [text.key, irc.key], texts };
    expect(page.for(listener)).toEqual({ events, said: rendered });
    expect(page.for(speaker)).toEqual({ events });
  });

  test('holds nothing so of several rooms, or of other events', () => {
    const one = Page.blank(new RenderedViews()).with(encodeEvent(said('hi')));
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
      expect(
        Page.blank(new RenderedViews())
          .with(encodeEvent(event))
          .with(encodeEvent(joined))
          .for(listener),
      ).toEqual({
        events: JSON.stringify([event, joined]),
      });
    }
  });
});
