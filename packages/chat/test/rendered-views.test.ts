import { expect, test } from '@jest/globals';
import { RenderedViews } from '../src/hub/rendered-views.ts';
import { ircView } from '../src/irc/irc-view.ts';
import { textView } from '../src/text/text-view.ts';

test('RenderedViews.request() takes each view once, and no key that is none', () => {
  const views = new RenderedViews();
  const wanted = [textView('time', true), ircView(new Set()), ircView(new Set(['server-time']))];
  for (const { key } of [...wanted, ...wanted]) views.request(key);
  for (const key of [-1, 6, 15, 80, 1.5, Number.NaN]) views.request(key);
  expect([...views.all()]).toEqual(wanted);
});

test('RenderedViews.request() drops the view requested first when there are more than 8', () => {
  const views = new RenderedViews();
  for (let key = 16; key < 25; key += 1) views.request(key);
  expect([...views.all()].map(({ key }) => key)).toEqual([17, 18, 19, 20, 21, 22, 23, 24]);
});
