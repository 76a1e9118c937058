/** Round numbers from 0 up to the first that is at least `most`, about `count` of them: 1, 2 or 5 times a power of ten apart. */
export function ticks(most: number, count = 5): number[] {
  const raw = Math.max(most, Number.MIN_VALUE) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5].find((one) => one * power >= raw) ?? 10) * power;
  const last = Math.ceil(most / step - 1e-9);
  return Array.from({ length: Math.max(1, last) + 1 }, (_, index) => index * step);
}
