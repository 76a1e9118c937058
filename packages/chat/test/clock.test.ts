import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type History, Hub, type HubOptions, MemoryHistory } from '../src/index.ts';
import { isSaid, post, Thread } from './support/thread.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const yearMs = 365 * dayMs;
const start = Date.UTC(2026, 10, 24);

let now: number;
let elapsed: number;
let history: History;
let hub: Hub;
let logged: Array<[string, string]>;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'performance', 'nextTick', 'queueMicrotask'] });
  [now, elapsed, logged] = [start, 0, []];
  history = new MemoryHistory();
});
afterEach(() => {
  hub.close();
  jest.useRealTimers();
});

describe('A hub whose clock', () => {
  test('was a year ahead before a restart uses the correct time again and logs a warning', async () => {
    await say(yearMs, 'ahead');
    expect(await say(0, 'right')).toBe(start);
    expect(warnings()).toContain(
      'the last message has a time in the future: the clock was wrong, or is now',
    );
    // Messages are ordered by number.
    expect(history.latest('#lobby', 9).map(({ text }) => text)).toEqual(['ahead', 'right']);
  });

  test('was ahead keeps recent messages and removes the message from the future with its neighbours', async () => {
    await say(-8 * dayMs, 'too old');
    await say(yearMs, 'ahead');
    await say(-8 * dayMs, 'too old as well');
    await say(0, 'right');
    open();
    pass(2 * dayMs);
    expect(history.latest('#lobby', 9).map(({ text }) => text)).toEqual(['right']);
  });

  test('is ahead at startup removes nothing until this has lasted for a day', async () => {
    await say(0, 'one');
    now = start + yearMs;
    open();
    pass(23 * hourMs);
    expect(history.size).toBe(1);
    expect(logged.map(([, message]) => message)).toContain(
      'old messages are kept for another day: the clock may be wrong',
    );
    pass(2 * hourMs);
    expect(history.size).toBe(0);
  });

  test('is set a year ahead for an hour while it runs removes nothing', async () => {
    await say(0, 'one');
    now += yearMs;
    pass(hourMs);
    now -= yearMs;
    pass(dayMs);
    expect(history.size).toBe(1);
    expect(warnings()).toEqual(['the clock was set forward', 'the clock was set back']);
  });

  test('is set back a little holds its time; set back further, it follows the clock', async () => {
    expect(await say(0, 'one')).toBe(start);
    now -= 5000;
    expect(await sayNow('held')).toBe(start);
    now -= hourMs;
    expect(await sayNow('followed')).toBe(start - 5000 - hourMs);
    expect(warnings()).toEqual(['the clock was set back', 'the clock was set back']);
  });

  test('runs slightly fast or slow does not report a clock jump', async () => {
    await say(0, 'one');
    for (let hour = 0; hour < 48; hour += 1) {
      now += hourMs + 500;
      elapsed += hourMs;
      await sayNow('on');
    }
    expect(logged).toEqual([]);
  });

  test.each([
    ['ahead', yearMs],
    ['back', -yearMs],
  ])('is set %s does not change how long a ban and a mute last', async (_way, jump) => {
    open();
    const thread = new Thread(hub.connect());
    const op = await thread.enter('op', { roles: ['operator'] });
    const bea = await thread.enter('bea');
    hub.ban('carl', { forMs: hourMs });
    await thread.request({ type: 'mute', session: op, account: 'bea', forMs: hourMs });
    now += jump;
    elapsed += hourMs - 1000;
    now += hourMs - 1000;
    await expect(thread.enter('carl')).rejects.toMatchObject({ code: 'ERR_CHAT_BANNED' });
    expect(hub.bans()).toMatchObject([{ until: now + 1000 }]);
    thread.turn(post(bea, 'too early'));
    await thread.find(({ type }) => type === 'refused');
    elapsed += 1000;
    now += 1000;
    await thread.enter('carl');
    thread.turn(post(bea, 'at last'));
    await thread.find(isSaid('at last'));
  });

  test('was ahead during a ban does not extend the ban after a restart', async () => {
    now = start + yearMs;
    open();
    hub.ban('carl', { forMs: 2000 });
    now = start;
    open();
    const thread = new Thread(hub.connect());
    await expect(thread.enter('carl')).rejects.toMatchObject({ code: 'ERR_CHAT_BANNED' });
    expect(hub.bans()).toMatchObject([{ until: start + 2000 }]);
    elapsed += 2000;
    await thread.enter('carl');
    expect(hub.bans()).toEqual([]);
  });
});

/** Restarts the hub. */
function open(options: Partial<HubOptions> = {}): void {
  hub?.close();
  hub = new Hub({
    history,
    flood: 'off',
    now: () => now,
    elapsed: () => elapsed,
    log: (level, message) => void logged.push([level, message]),
    ...options,
  });
}

/** Advances the time and applies the retention each minute. */
function pass(ms: number): void {
  for (let left = ms; left > 0; left -= 60_000) {
    now += 60_000;
    elapsed += 60_000;
    jest.advanceTimersByTime(60_000);
  }
}

/** Restarts the hub with a clock ahead by this much, posts a message and returns its time. */
async function say(aheadMs: number, text: string): Promise<number> {
  now = start + aheadMs;
  open();
  return sayNow(text);
}

async function sayNow(text: string): Promise<number> {
  const thread = new Thread(hub.connect());
  thread.turn(post(await thread.enter('anna'), text));
  const said = await thread.find(isSaid(text));
  return 'at' in said ? said.at : Number.NaN;
}

function warnings(): string[] {
  return logged.filter(([level]) => level === 'warn').map(([, message]) => message);
}
