import { describe, expect, it } from '@jest/globals';
import { Latencies } from '../src/side-by-side/latencies.ts';

describe('Latencies', () => {
  it('gives percentiles to one percent', () => {
    const latencies = new Latencies();
    for (let us = 1; us <= 1000; us += 1) latencies.record(us / 1000);
    expect(latencies.total).toBe(1000);
    expect(Math.abs(latencies.percentileUs(0.5) / 500 - 1)).toBeLessThan(0.01);
    expect(Math.abs(latencies.percentileUs(0.99) / 990 - 1)).toBeLessThan(0.01);
  });

  it('adds the counts of others', () => {
    const one = new Latencies();
    const other = new Latencies();
    one.record(1);
    other.record(3);
    other.record(3);
    one.add(other.counts());
    expect(one.total).toBe(3);
    expect(one.percentileUs(0.5)).toBe(other.percentileUs(0.5));
  });

  it('keeps what lies outside of its buckets in the outermost ones', () => {
    const latencies = new Latencies();
    latencies.record(0);
    latencies.record(1e12);
    expect(latencies.total).toBe(2);
    expect(latencies.counts()).toHaveLength(2);
  });

  it('gives 0 if there is none', () => {
    expect(new Latencies().percentileUs(0.5)).toBe(0);
  });
});
