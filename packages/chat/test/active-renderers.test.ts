import { expect, test } from '@jest/globals';
import { ActiveRenderers } from '../src/hub/thread-link.ts';
import { sharedIrcRenderer } from '../src/render/shared-irc-renderer.ts';
import { sharedTextRenderer } from '../src/render/shared-text-renderer.ts';

test('ActiveRenderers.request() adds each renderer once and ignores unknown keys', () => {
  const renderers = new ActiveRenderers();
  const wanted = [
    sharedTextRenderer('time', true),
    sharedIrcRenderer(new Set()),
    sharedIrcRenderer(new Set(['server-time'])),
  ];
  for (const { key } of [...wanted, ...wanted]) renderers.request(key);
  for (const key of [-1, 6, 15, 80, 1.5, Number.NaN]) renderers.request(key);
  expect([...renderers.all()]).toEqual(wanted);
});

test('ActiveRenderers.request() drops the renderer requested first when there are more than 8', () => {
  const renderers = new ActiveRenderers();
  for (let key = 16; key < 25; key += 1) renderers.request(key);
  expect([...renderers.all()].map(({ key }) => key)).toEqual([17, 18, 19, 20, 21, 22, 23, 24]);
});
