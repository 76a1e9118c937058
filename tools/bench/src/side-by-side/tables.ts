import { type FigureName, figures, type Results, type Verdict } from './results.ts';
import type { Summary } from './statistics.ts';

/** Formats rows as a text table: the first column is left-aligned, the others are right-aligned. */
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

/** Formats a number with thousands separators and the given number of decimal places. */
export function formatNumber(value: number, digits: number): string {
  return value.toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** Formats the table of one case: one row per figure, one column per peer, and the ratios. Returns undefined if it is empty. */
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

/** Formats `median (min–max)`, or only the median if the range is empty. */
export function formatSummary(summary: Summary | undefined, digits: number): string {
  if (summary === undefined) return '-';
  const [median, min, max] = [summary.median, summary.min, summary.max].map((value) =>
    formatNumber(value, digits),
  );
  return summary.min === summary.max ? `${median}` : `${median} (${min}–${max})`;
}

/** Formats one line per goal: the figure, the target and the verdict. */
export function verdictTable(verdicts: readonly Verdict[]): string {
  return table(
    verdicts.map(({ goal, value, met }) => {
      const unit = goal.versus === undefined ? '' : ' ×';
      const target =
        goal.atLeast === undefined
          ? `at most ${goal.atMost}${unit}`
          : `at least ${goal.atLeast}${unit}`;
      const verdict = met === undefined ? 'not measured' : met ? 'goal met' : 'goal NOT met';
      const figure = value === undefined ? '-' : `${formatNumber(value, 2)}${unit}`;
      return [goal.about, figure, target, verdict];
    }),
  );
}
