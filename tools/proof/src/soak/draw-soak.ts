import { plot } from './plot.ts';
import type { Sample } from './sample.ts';
import type { Point } from './slope.ts';

/** Draws what a server held, over time. */
export function drawSoak(
  samples: readonly Sample[],
  { clients, seed }: { readonly clients: number; readonly seed: number },
): string {
  const over = (pick: (sample: Sample) => number): Point[] =>
    samples.map((sample) => [sample.atSeconds, pick(sample)]);
  return plot(`${clients} people come, chat and go (seed ${seed})`, [
    {
      label: 'memory, MB',
      series: [
        { name: 'resident', color: '#1f77b4', points: over(({ rssMb }) => rssMb) },
        { name: 'threads’ heap', color: '#ff7f0e', points: over(({ heapMb }) => heapMb) },
      ],
    },
    {
      label: 'count',
      series: [
        { name: 'descriptors', color: '#2ca02c', points: over(({ descriptors }) => descriptors) },
        { name: 'threads', color: '#d62728', points: over(({ threads }) => threads) },
        { name: 'clients', color: '#9467bd', points: over(({ clients: here }) => here) },
      ],
    },
  ]);
}
