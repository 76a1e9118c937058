import type { Case } from '../side-by-side/case.ts';
import { type FigureName, figures } from '../side-by-side/figures.ts';
import { Results } from '../side-by-side/results.ts';
import { formatNumber } from '../side-by-side/table.ts';
import type { SideBySideDocument } from './document.ts';
import { markdownTable } from './markdown-table.ts';
import { goalRows } from './goal-rows.ts';

/** Which figures of a case stand in the table: the first row whose first figure was measured. */
const shown: readonly (readonly FigureName[])[] = [
  ['rate', 'p99', 'cpu'],
  ['all', 'members'],
  ['p50', 'p99'],
  ['perClient'],
  ['rss'],
];

/** The figures of one benchmark: a row for each case, a column for each server, and what became of the goals. */
export function sideBySideSection(
  { samples, verdicts, options }: SideBySideDocument,
  cases: readonly Pick<Case<unknown>, 'name' | 'about'>[],
): string {
  const results = new Results(samples);
  const peers = [...new Set(samples.map(({ peer }) => peer))];
  const rows = cases.flatMap(({ name, about }) => {
    const cells = peers.map((peer) => cell(results, name, peer));
    return cells.every((text) => text === '') ? [] : [[about, ...cells]];
  });
  const rounds = options.rounds === 1 ? 'One round' : `Medians of ${options.rounds} rounds`;
  return [
    `${rounds}: rate, 99th percentile of the latency, and the server's CPU time for each; else the median and the 99th percentile.`,
    markdownTable([['', ...peers], ...rows]),
    markdownTable(goalRows(verdicts)),
  ].join('\n\n');
}

function cell(results: Results, name: string, peer: string): string {
  const summaries = (wanted: readonly FigureName[]) =>
    wanted.flatMap((figure) => {
      const median = results.summary(name, peer, figure)?.median;
      return median === undefined ? [] : [{ figure, median }];
    });
  const found = shown.map(summaries).find((some, row) => some[0]?.figure === shown[row]?.[0]);
  return (found ?? []).map(({ figure, median }) => worded(figure, median)).join(' · ');
}

function worded(figure: FigureName, value: number): string {
  const { unit, digits } = figures[figure];
  const text = formatNumber(value, digits);
  return unit.startsWith('/') ? `${text}${unit}` : `${text} ${unit}`;
}
