import { isMet } from '../auth/measurement-table.ts';
import type { MeasurementDocument } from './document.ts';
import { verdict } from './goal-rows.ts';
import { markdownTable } from './markdown-table.ts';

/** What was measured of the accounts, with the goals that some of it has. */
export function accountsSection({ results }: MeasurementDocument): string {
  const rows = results.map((result) => {
    const { name, value, unit, atMost } = result;
    const goal = atMost === undefined ? '' : `≤ ${atMost} ${unit}`;
    return [name, `${value} ${unit}`, goal, atMost === undefined ? '' : verdict(isMet(result))];
  });
  return markdownTable([['', 'reached', 'wanted', ''], ...rows]);
}
