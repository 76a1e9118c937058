import { Results } from '../side-by-side/results.ts';
import { formatNumber } from '../side-by-side/table.ts';
import type { SideBySideDocument } from './document.ts';
import { markdownTable } from './markdown-table.ts';

/** A case that measures the complete server as users start it, and the server beside it. */
export interface AsStartedCase {
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
