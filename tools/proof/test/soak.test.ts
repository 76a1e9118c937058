import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Verdict } from '../src/run-proof.ts';
import { checkGrowth, checkSoak, secondHalf, slope } from '../src/soak/checks.ts';
import { plot, ticks } from '../src/soak/chart.ts';
import type { Sample } from '../src/soak/samples.ts';
import { runCommand } from './run-command.ts';
import { tagsOf } from './tags-of.ts';

const folder = mkdtempSync(join(tmpdir(), 'threadline-proof-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Ten minutes of a server whose memory and descriptors grow as told, per hour, with clients that come and go. */
function samplesOf({ mb = 0, descriptors = 0 }): Sample[] {
  return Array.from({ length: 600 }, (_, second) => {
    const clients = 30 + (second % 7);
    const threads = 20 + (second % 3);
    return {
      atSeconds: second,
      rssMb: 300 + (mb * second) / 3600 + (second % 5),
      heapMb: 50,
      clients,
      threads,
      descriptors: 50 + clients + threads * 6 + Math.floor((descriptors * second) / 3600),
    };
  });
}

function brokenBy(growth: { mb?: number; descriptors?: number }): string[] {
  const verdict = new Verdict();
  checkGrowth(verdict, samplesOf(growth), 100);
  return verdict.claims.filter(({ held }) => !held).map(({ claim }) => claim);
}

describe('slope()', () => {
  test('is that of the line that fits best', () => {
    expect(slope([[0, 1], [1, 3], [2, 5]])).toBeCloseTo(2); // prettier-ignore
    expect(slope([[0, 0], [1, 3], [2, 0], [3, 3]])).toBeCloseTo(0.6); // prettier-ignore
    expect(slope([[10, 7], [20, 7]])).toBeCloseTo(0); // prettier-ignore
  });

  test('is not there for one moment', () => {
    expect(() => slope([[1, 1], [1, 2]])).toThrow(RangeError); // prettier-ignore
    expect(() => slope([])).toThrow(RangeError);
  });

  test('secondHalf() is that of the time, not of the points', () => {
    expect(secondHalf([[0, 1], [1, 1], [2, 1], [10, 1]])).toEqual([[10, 1]]); // prettier-ignore
  });
});

test('checkGrowth() holds for a server that keeps its size, and finds one that grows', () => {
  expect(brokenBy({})).toEqual([]);
  expect(brokenBy({ mb: 60 })).toEqual([]);
  expect(brokenBy({ mb: 200 })).toEqual(['memory grows by less than 100 MB per hour']);
  expect(brokenBy({ descriptors: 100 })).toEqual(['descriptors do not grow']);
});

test('checkSoak() finds that nobody came, that somebody was put out, and missing samples', () => {
  const verdict = new Verdict();
  const visitors = [{ visits: 1, problems: ['anna was put out'] }];
  const samples = samplesOf({}).filter((_, index) => index % 2 === 0);
  checkSoak(verdict, { samples, visitors, code: 'SIGSEGV', mbPerHour: 100 });
  expect(verdict.claims.filter(({ held }) => !held)).toHaveLength(3);
  const nobody = new Verdict();
  checkSoak(nobody, { samples: samplesOf({}), visitors: [], code: 0, mbPerHour: 100 });
  expect(nobody.held).toBe(false);
});

test.each([
  [0.7, [0, 0.2, 0.4, 0.6, 0.8]],
  [37, [0, 10, 20, 30, 40]],
  [600, [0, 200, 400, 600]],
])('ticks() up to %f are round', (most, expected) => {
  expect(ticks(most).map((tick) => Number(tick.toFixed(6)))).toEqual(expected);
});

test('plot() draws lines, axes and labels, and escapes what is written', () => {
  const drawn = plot('a < b & c', [
    { label: 'MB', series: [{ name: 'x > y', color: 'red', points: [[0, 1], [9, 4]] }] }, // prettier-ignore
  ]);
  expect(drawn).toContain('a &lt; b &amp; c');
  expect(drawn).toContain('x &gt; y');
  expect(drawn).toContain('>seconds</text>');
  expect(drawn).toMatch(/<polyline [^>]*points="0,\S+ 810,\S+"/);
  expect(tagsOf(drawn).open).toEqual([]);
});

test('a soak of 15 s takes its samples and draws them', async () => {
  const files = { json: join(folder, 'soak.json'), svg: join(folder, 'soak.svg') };
  const options = { minutes: 0, seconds: 15, clients: 8, seed: 20_261_124, ...files };
  const { code, output } = await runCommand('soak', options);
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('HELD') });
  const { record } = JSON.parse(readFileSync(files.json, 'utf8')) as {
    record: { samples: Sample[] };
  };
  expect(record.samples.length).toBeGreaterThanOrEqual(12);
  expect(record.samples.at(-1)).toMatchObject({
    rssMb: expect.any(Number),
    clients: expect.any(Number),
  });
  expect(record.samples.some(({ heapMb, clients }) => heapMb > 0 && clients > 0)).toBe(true);
  const { open, count } = tagsOf(readFileSync(files.svg, 'utf8'));
  expect({ open, lines: count('polyline') }).toEqual({ open: [], lines: 5 });
});
