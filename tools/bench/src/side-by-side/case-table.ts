import { type FigureName, figures } from './figures.ts';
import type { Results } from './results.ts';
import type { Summary } from './statistics.ts';
import { formatNumber, table } from './table.ts';

/** The table of one case: a row for each figure, a column for each peer, and the ratios. Undefined if there is nothing to show. */
export function caseTable(
  results: Results,
  caseName: string,
  peers: readonly string[],
): string | undefined {
  const others = peers.filter((peer) => peer !== 'threadline');
  const versus = peers.includes('threadline') ? others : [];
  const rows = (Object.keys(figures) as FigureName[]).flatMap((figure) => {
    const { unit, digits, name } = figures[figure];
    const summaries = peers.map((peer) => results.summary(caseName, peer, figure));
    if (summaries.every((summary) => summary === undefined)) return [];
    const ratios = versus.map((peer) => formatSummary(results.ratio(caseName, peer, figure), 2));
    return [
      [
        `${name} [${unit}]`,
        ...summaries.map((summary) => formatSummary(summary, digits)),
        ...ratios,
      ],
    ];
  });
  if (rows.length === 0) return undefined;
  return table([['', ...peers, ...versus.map((peer) => `/ ${peer}`)], ...rows]);
}

/** `median (min–max)`, or only the median where there was one round. */
export function formatSummary(summary: Summary | undefined, digits: number): string {
  if (summary === undefined) return '-';
  const [median, min, max] = [summary.median, summary.min, summary.max].map((value) =>
    formatNumber(value, digits),
  );
  return summary.min === summary.max ? `${median}` : `${median} (${min}–${max})`;
}
