import type { Sample } from './samples.ts';
import type { Point } from './checks.ts';

/** Draws a server's resources over time. */
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

/** A curve of a chart. */
interface Series {
  readonly name: string;
  readonly color: string;
  readonly points: readonly Point[];
}

/** Curves that share an axis. */
interface Panel {
  /** The label of the axis, with the unit. */
  readonly label: string;
  readonly series: readonly Series[];
}

const width = 900;
const panelHeight = 260;
const margin = { left: 70, right: 20, top: 40, bottom: 45 };
const plotWidth = width - margin.left - margin.right;
const plotHeight = panelHeight - margin.top - margin.bottom;

/** Draws panels over time, one above the other, as SVG. */
export function plot(title: string, panels: readonly Panel[]): string {
  const height = panels.length * panelHeight + margin.top;
  const seconds = Math.max(
    1,
    ...panels.flatMap(({ series }) => series.map(({ points }) => points.at(-1)?.[0] ?? 0)),
  );
  const drawn = panels.map((panel, index) => {
    const y = margin.top + index * panelHeight;
    return `<g transform="translate(${margin.left},${y})">${drawPanel(panel, seconds)}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    text(width / 2, 24, title, 'font-size="16" text-anchor="middle"'),
    ...drawn,
    '</svg>\n',
  ].join('\n');
}

function drawPanel({ label, series }: Panel, seconds: number): string {
  const values = series.flatMap(({ points }) => points.map(([, value]) => value));
  const yTicks = ticks(Math.max(1, ...values));
  const xTicks = ticks(seconds, 8).filter((tick) => tick <= seconds);
  const most = yTicks.at(-1) ?? 1;
  const x = (at: number): number => round((at / seconds) * plotWidth);
  const y = (value: number): number => round(plotHeight * (1 - value / most));
  const path = ({ name, color, points }: Series): string => {
    const list = points.map(([at, value]) => `${x(at)},${y(value)}`).join(' ');
    return `<polyline fill="none" stroke="${color}" stroke-width="1.5" points="${list}"><title>${escape(name)}</title></polyline>`;
  };
  return [
    ...yTicks.map(
      (tick) =>
        `<path d="M0 ${y(tick)}H${plotWidth}" stroke="#ddd"/>` +
        text(-8, y(tick) + 4, String(round(tick)), 'text-anchor="end"'),
    ),
    ...xTicks.map(
      (tick) =>
        `<path d="M${x(tick)} ${plotHeight}v5" stroke="black"/>` +
        text(x(tick), plotHeight + 18, String(round(tick)), 'text-anchor="middle"'),
    ),
    `<path d="M0 0V${plotHeight}H${plotWidth}" fill="none" stroke="black"/>`,
    text(plotWidth / 2, plotHeight + 36, 'seconds', 'text-anchor="middle"'),
    text(0, -10, label, 'font-weight="bold"'),
    ...series.map(path),
    ...series.map(({ name, color }, index) =>
      text(plotWidth - index * 110, -10, name, `fill="${color}" text-anchor="end"`),
    ),
  ].join('\n');
}

function text(x: number, y: number, words: string, attributes: string): string {
  return `<text x="${x}" y="${y}" ${attributes}>${escape(words)}</text>`;
}

function escape(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Round numbers from 0 up to the first that is at least `most`, about `count` of them: 1, 2 or 5 times a power of ten apart. */
export function ticks(most: number, count = 5): number[] {
  const raw = Math.max(most, Number.MIN_VALUE) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5].find((one) => one * power >= raw) ?? 10) * power;
  const last = Math.ceil(most / step - 1e-9);
  return Array.from({ length: Math.max(1, last) + 1 }, (_, index) => index * step);
}
