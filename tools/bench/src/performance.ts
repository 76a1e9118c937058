/**
 * Writes the performance section of the root README out of what the benchmarks have measured.
 *
 * Usage: node --conditions=@threadline/source tools/bench/src/performance.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { cases as chatCases } from './chat/cases.ts';
import { cases as echoCases } from './echo/cases.ts';
import { accountsSection } from './performance/accounts-section.ts';
import {
  type MeasurementDocument,
  readDocument,
  type SideBySideDocument,
} from './performance/document.ts';
import { replaceSection } from './performance/replace-section.ts';
import { sideBySideSection } from './performance/side-by-side-section.ts';
import type { Machine } from './side-by-side/machine.ts';

const results = (name: string): string =>
  fileURLToPath(new URL(`../results/${name}.json`, import.meta.url));

const echo = readDocument<SideBySideDocument>(results('echo'));
const chat = readDocument<SideBySideDocument>(results('chat'));
const accounts = readDocument<MeasurementDocument>(results('auth'));

const sections = [
  echo && section('Echo', 'bench:echo', echo.machine, sideBySideSection(echo, echoCases)),
  chat && section('Chat', 'bench:chat', chat.machine, sideBySideSection(chat, chatCases)),
  accounts && section('Accounts', 'bench:auth', accounts.machine, accountsSection(accounts)),
].filter((one) => one !== undefined);
if (sections.length === 0) throw new Error('Cannot write anything: no benchmark was run');

const readme = fileURLToPath(new URL('../../../README.md', import.meta.url));
const text = replaceSection(readFileSync(readme, 'utf8'), sections.join('\n\n'));
const style = await resolveConfig(readme);
writeFileSync(readme, await format(text, { ...style, filepath: readme }));
console.log(`written to ${readme}`);

function section(title: string, target: string, machine: Machine, body: string): string {
  const { date, node, system, cores, processor } = machine;
  const where = `${date.slice(0, 10)}, Node ${node}, ${system}, ${cores} cores (${processor})`;
  return `### ${title}\n\n\`npx nx run ${target}\`, ${where}.\n\n${body}`;
}
