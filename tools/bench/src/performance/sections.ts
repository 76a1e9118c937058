import { type FigureName, figures, Results } from '../side-by-side/results.ts';
import { formatNumber } from '../side-by-side/tables.ts';
import type { MeasurementDocument, SideBySideDocument } from './document.ts';
import type { Case } from '../side-by-side/rounds.ts';
import type { Verdict } from '../side-by-side/judge.ts';
import { isMet } from '../auth/measurement.ts';

/** A case that measures the complete server as users start it, and the server beside it. */
interface AsStartedCase {
  readonly name: string;
  readonly about: string;
  readonly versus: string;
}

/** The ratios of the cases "as started": threadline's figure divided by the other server's. */
export function asStartedSection(
  documents: readonly SideBySideDocument[],
  cases: readonly AsStartedCase[],
): string {
  const results = new Results(documents.flatMap(({ samples }) => samples));
  const rows = cases.flatMap(({ name, about, versus }) => {
    const ratios = (['rate', 'p50', 'p99', 'cpu'] as const).map(
      (figure) => results.ratio(name, versus, figure)?.median,
    );
    if (ratios[0] === undefined) return [];
    const cells = ratios.map((value) => (value === undefined ? '' : `${formatNumber(value, 2)} ×`));
    return [[about, versus, ...cells]];
  });
  const head = ['as started, with the defaults', 'beside', 'rate', 'p50', 'p99', 'CPU each'];
  return markdownTable([head, ...rows]);
}

/** What the complete server takes on its own: memory, and the time and CPU of a crowd that joins at once. */
export function footprint(chat: SideBySideDocument): string {
  const results = new Results(chat.samples);
  const figure = (name: string, of: 'idleRss' | 'rss' | 'all' | 'cpu'): number =>
    results.summary(name, 'threadline', of)?.median ?? Number.NaN;
  const crowd = 'started-crowd-60';
  const idle = formatNumber(figure(crowd, 'idleRss'), 0);
  const busy = formatNumber(figure('started-100-4-1', 'rss'), 0);
  const seconds = formatNumber(figure(crowd, 'all') / 1000, 1);
  const cpu = formatNumber(figure(crowd, 'cpu') / 1000, 0);
  return (
    `Memory: ${idle} MB with nobody connected, ${busy} MB with 104 chatting members. ` +
    `60 clients that connect at once are all in after ${seconds} s, for ${cpu} ms of CPU each.`
  );
}

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

/** The goals as rows of a table, with its head: what was wanted, what was reached, and whether that is enough. */
function goalRows(verdicts: readonly Verdict[]): string[][] {
  const rows = verdicts.map(({ goal, value, met }) => {
    const unit = goal.versus === undefined ? '' : ' ×';
    const wanted =
      goal.atLeast === undefined ? `≤ ${goal.atMost}${unit}` : `≥ ${goal.atLeast}${unit}`;
    const reached = value === undefined ? '' : `${formatNumber(value, 2)}${unit}`;
    return [goal.about, wanted, reached, verdict(met)];
  });
  return [['goal', 'wanted', 'reached', ''], ...rows];
}

/** A verdict in a word. */
function verdict(met: boolean | undefined): string {
  if (met === undefined) return 'not measured';
  return met ? 'met' : '**not met**';
}

/** What was measured of the accounts, with the goals that some of it has. */
export function accountsSection({ results }: MeasurementDocument): string {
  const rows = results.map((result) => {
    const { name, value, unit, atMost } = result;
    const goal = atMost === undefined ? '' : `≤ ${atMost} ${unit}`;
    return [name, `${value} ${unit}`, goal, atMost === undefined ? '' : verdict(isMet(result))];
  });
  return markdownTable([['', 'reached', 'wanted', ''], ...rows]);
}

/** Rows of cells as a Markdown table; the first row is its head, all columns but the first are flush right. */
function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [head, rule, ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
