import { type FigureName, figures, type Results } from './results.ts';
import type { Summary } from './statistics.ts';
import type { Verdict } from './judge.ts';

/** Rows of cells as text in columns: the first column flush left, the others flush right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, cell.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return column === 0 ? cell.padEnd(width) : cell.padStart(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A number for reading: digits after the point as told, thousands apart. */
export function formatNumber(value: number, digits: number): string {
  return value.toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

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

/** One line for each goal: whether it is met, the figure, and what was wanted. */
export function verdictTable(verdicts: readonly Verdict[]): string {
  return table(
    verdicts.map(({ goal, value, met }) => {
      const unit = goal.versus === undefined ? '' : ' ×';
      const wanted =
        goal.atLeast === undefined
          ? `at most ${goal.atMost}${unit}`
          : `at least ${goal.atLeast}${unit}`;
      const verdict = met === undefined ? 'not measured' : met ? 'goal met' : 'goal NOT met';
      const figure = value === undefined ? '-' : `${formatNumber(value, 2)}${unit}`;
      return [goal.about, figure, wanted, verdict];
    }),
  );
}
