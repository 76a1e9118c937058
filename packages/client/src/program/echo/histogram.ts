const barWidth = 40;
const maxBins = 10;

/** How times are spread: a line for each range, with a bar. Ranges are 1, 2 or 5 of a power of ten wide. */
export function histogram(times: readonly number[]): string {
  const least = times.reduce((one, other) => Math.min(one, other));
  const most = times.reduce((one, other) => Math.max(one, other));
  const width = roundUp((most - least) / maxBins || 0.001);
  const first = Math.floor(least / width);
  const counts: number[] = Array.from({ length: Math.floor(most / width) - first + 1 }, () => 0);
  for (const time of times) {
    const bin = Math.floor(time / width) - first;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const highest = Math.max(...counts);
  const digits = Math.max(0, -Math.floor(Math.log10(width) + 1e-9));
  const label = (bin: number): string => ((first + bin) * width).toFixed(digits);
  const labelWidth = label(counts.length).length;
  const countWidth = String(highest).length;
  return counts
    .map((count, bin) => {
      const range = `${label(bin).padStart(labelWidth)} - ${label(bin + 1).padStart(labelWidth)} ms`;
      const bar = '#'.repeat(
        count === 0 ? 0 : Math.max(1, Math.round((count / highest) * barWidth)),
      );
      return `${range}  ${String(count).padStart(countWidth)}  ${bar}`.trimEnd();
    })
    .join('\n');
}

/** To the next 1, 2 or 5 of a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 5, 10].find((one) => one * power >= value * (1 - 1e-9)) ?? 10;
  return step * power;
}
