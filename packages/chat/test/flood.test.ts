import { describe, expect, test } from '@jest/globals';
import { checkFlood, defaultFlood, FloodGate } from '../src/flood.ts';

describe('FloodGate', () => {
  test('lets ten lines pass at once, then two a second', () => {
    const gate = new FloodGate(defaultFlood, 0);
    for (let line = 0; line < 10; line += 1) expect(gate.take(0)).toBe(0);
    expect(gate.take(0)).toBe(500);
    expect(gate.take(500)).toBe(0);
    expect(gate.take(500)).toBe(500);
    expect(gate.take(1500)).toBe(0);
    expect(gate.take(1500)).toBe(0);
    expect(gate.take(1500)).toBe(500);
  });

  test('saves up no more than the burst', () => {
    const gate = new FloodGate(defaultFlood, 0);
    for (let line = 0; line < 10; line += 1) expect(gate.take(1_000_000)).toBe(0);
    expect(gate.take(1_000_000)).toBeGreaterThan(0);
  });

  test('change() counts from the start, and off lets everything pass', () => {
    const gate = new FloodGate({ ...defaultFlood, burst: 1 }, 0);
    expect(gate.take(0)).toBe(0);
    expect(gate.take(0)).toBeGreaterThan(0);
    gate.change('off', 0);
    for (let line = 0; line < 1000; line += 1) expect(gate.take(0)).toBe(0);
    gate.change({ ...defaultFlood, burst: 1 }, 0);
    expect(gate.take(0)).toBe(0);
    expect(gate.take(0)).toBeGreaterThan(0);
  });
});

describe('checkFlood()', () => {
  test('refuses a burst that lets no line pass, ever', () => {
    expect(() => checkFlood({ ...defaultFlood, burst: 0.5 })).toThrow(
      'Expected `burst` to be 1 or more, got 0.5',
    );
    expect(checkFlood({ ...defaultFlood, burst: 1, perSecond: 0.1 }).burst).toBe(1);
  });

  test.each([0, -1, NaN, 2_000_000])('refuses %d lines', (burst) => {
    expect(() => checkFlood({ ...defaultFlood, burst })).toThrow(
      `Expected \`burst\` to be more than 0, got ${burst}`,
    );
  });
});
