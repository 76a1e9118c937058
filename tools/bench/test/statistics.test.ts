import { describe, expect, it } from '@jest/globals';
import { Latencies, median, percentile, ratio, summarize } from '../src/side-by-side/statistics.ts';

describe('median()', () => {
  it('is the middle value in any order', () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  it('is the mean of the two middle values of an even number of values', () => {
    expect(median([4, 1, 100, 2])).toBe(3);
  });

  it('sorts numerically and does not change its argument', () => {
    const values = [10, 9, 100];
    expect(median(values)).toBe(10);
    expect(values).toEqual([10, 9, 100]);
  });

  it('throws for no values', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe('percentile()', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  it('returns the value of the nearest rank', () => {
    expect(percentile(hundred, 0.5)).toBe(50);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile(hundred, 1)).toBe(100);
    expect(percentile([7], 0.99)).toBe(7);
  });

  it('is the smallest value for the fraction 0', () => {
    expect(percentile(hundred, 0)).toBe(1);
  });
});

describe('summarize()', () => {
  it('returns the median and range', () => {
    expect(summarize([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
  });
});

describe('ratio()', () => {
  it('is the median of the ratios within the rounds, not the ratio of the medians', () => {
    const ours = new Map([
      [1, 10],
      [2, 40],
      [3, 90],
    ]);
    const theirs = new Map([
      [1, 10],
      [2, 10],
      [3, 30],
    ]);
    expect(ratio(ours, theirs)).toEqual({ median: 3, min: 1, max: 4 });
  });

  it('skips rounds that only one side has', () => {
    const ours = new Map([
      [1, 10],
      [2, 40],
    ]);
    expect(ratio(ours, new Map([[2, 10]]))).toEqual({ median: 4, min: 4, max: 4 });
    expect(ratio(ours, new Map([[3, 10]]))).toBeUndefined();
  });
});

describe('Latencies', () => {
  it('returns percentiles accurate to one percent', () => {
    const latencies = new Latencies();
    for (let us = 1; us <= 1000; us += 1) latencies.record(us / 1000);
    expect(latencies.total).toBe(1000);
    expect(Math.abs(latencies.percentileUs(0.5) / 500 - 1)).toBeLessThan(0.01);
    expect(Math.abs(latencies.percentileUs(0.99) / 990 - 1)).toBeLessThan(0.01);
  });

  it('adds the counts of another instance', () => {
    const one = new Latencies();
    const other = new Latencies();
    one.record(1);
    other.record(3);
    other.record(3);
    one.add(other.counts());
    expect(one.total).toBe(3);
    expect(one.percentileUs(0.5)).toBe(other.percentileUs(0.5));
  });

  it('counts out-of-range latencies in the first and last buckets', () => {
    const latencies = new Latencies();
    latencies.record(0);
    latencies.record(1e12);
    expect(latencies.total).toBe(2);
    expect(latencies.counts()).toHaveLength(2);
  });

  it('returns 0 if nothing was recorded', () => {
    expect(new Latencies().percentileUs(0.5)).toBe(0);
  });
});
