import { existsSync, readFileSync } from 'node:fs';
import { isMet, type Measurement } from '../auth/measurement.ts';
import {
  type FigureName,
  figures,
  Results,
  type Sample,
  type Verdict,
} from '../side-by-side/results.ts';
import type { Machine } from '../side-by-side/machine.ts';
import { formatNumber } from '../side-by-side/tables.ts';
import type { Case } from '../side-by-side/rounds.ts';

/** The results file of `bench:echo` and `bench:chat`. */
export interface SideBySideDocument {
  readonly machine: Machine;
  readonly options: { readonly rounds: number };
  readonly verdicts: readonly Verdict[];
  readonly samples: readonly Sample[];
}

/** The results file of `bench:auth`. */
export interface MeasurementDocument {
  readonly machine: Machine;
  readonly results: readonly Measurement[];
}

/** Describes when and on which machine something was measured. */
export function measuredOn({ date, node, cores, processor }: Machine): string {
  return `${date.slice(0, 10)}, Node ${node}, ${cores} cores (${processor})`;
}

/** Reads a results file. Returns undefined if it does not exist. */
export function readDocument<T>(path: string): T | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : undefined;
}

const begin = '<!-- performance: written by tools/bench -->';
const end = '<!-- /performance -->';

/** Replaces the text between the two markers of a document. @throws {Error} if a marker is missing */
export function replaceSection(document: string, text: string): string {
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from === -1 || to < from) throw new Error(`Cannot find ${begin} and ${end}`);
  return `${document.slice(0, from)}${begin}\n\n${text}\n\n${document.slice(to)}`;
}

/** A case that measures the complete server with its defaults. */
interface AsStartedCase {
  readonly name: string;
  readonly about: string;
  /** The peer to compare with. */ readonly versus: string;
}

/** Formats the ratios of the cases "as started": threadline's figure divided by the other server's. */
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
  const head = ['as started, with the defaults', 'compared to', 'rate', 'p50', 'p99', 'CPU'];
  return markdownTable([head, ...rows]);
}

/** Describes the memory use of the complete server, and the time and CPU when many clients connect at once. */
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
    `Memory: ${idle} MB without clients, ${busy} MB with 104 active members. ` +
    `60 clients that connect at once have all joined after ${seconds} s, at ${cpu} ms of CPU per client.`
  );
}

/** The figures to show for a case: the first row whose first figure was measured. */
const figureRows: readonly (readonly FigureName[])[] = [
  ['rate', 'p99', 'cpu'],
  ['all', 'members'],
  ['p50', 'p99'],
  ['perClient'],
  ['rss'],
];

/** Formats the figures of one benchmark, with one row per case and one column per server, and the goals. */
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
    `${rounds}: rate, p99 latency, and server CPU time per operation; cases without a rate show p50 and p99.`,
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
  const found = figureRows
    .map(summaries)
    .find((some, row) => some[0]?.figure === figureRows[row]?.[0]);
  return (found ?? []).map(({ figure, median }) => formatFigure(figure, median)).join(' · ');
}

function formatFigure(figure: FigureName, value: number): string {
  const { unit, digits } = figures[figure];
  const text = formatNumber(value, digits);
  return unit.startsWith('/') ? `${text}${unit}` : `${text} ${unit}`;
}

/** Returns the rows of the table of goals, including its header. */
function goalRows(verdicts: readonly Verdict[]): string[][] {
  const rows = verdicts.map(({ goal, value, met }) => {
    const unit = goal.versus === undefined ? '' : ' ×';
    const wanted =
      goal.atLeast === undefined ? `≤ ${goal.atMost}${unit}` : `≥ ${goal.atLeast}${unit}`;
    const reached = value === undefined ? '' : `${formatNumber(value, 2)}${unit}`;
    return [goal.about, wanted, reached, verdict(met)];
  });
  return [['goal', 'target', 'result', ''], ...rows];
}

function verdict(met: boolean | undefined): string {
  if (met === undefined) return 'not measured';
  return met ? 'met' : '**not met**';
}

/** Formats the measurements of the accounts, with their goals. */
export function accountsSection({ results }: MeasurementDocument): string {
  const rows = results.map((result) => {
    const { name, value, unit, atMost } = result;
    const goal = atMost === undefined ? '' : `≤ ${atMost} ${unit}`;
    return [name, `${value} ${unit}`, goal, atMost === undefined ? '' : verdict(isMet(result))];
  });
  return markdownTable([['', 'result', 'target', ''], ...rows]);
}

/** Formats a Markdown table. The first row is the header; all columns except the first are right-aligned. */
function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [head, rule, ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
