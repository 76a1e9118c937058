/**
 * Writes the benchmark results: the ratios of the complete server with its defaults to the performance section of the
 * root README, and all tables to RESULTS.md.
 *
 * Usage: node --conditions=@threadline/source tools/bench/src/performance.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { asStartedCases as chatStarted, cases as chatCases } from './chat/cases.ts';
import { asStartedCases as echoStarted, cases as echoCases } from './echo/cases.ts';
import {
  accountsSection,
  asStartedSection,
  footprint,
  measuredOn,
  type MeasurementDocument,
  readDocument,
  replaceSection,
  type SideBySideDocument,
  sideBySideSection,
} from './performance/sections.ts';
import type { Machine } from './side-by-side/machine.ts';

const pathOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const echo = readDocument<SideBySideDocument>(pathOf('../results/echo.json'));
const chat = readDocument<SideBySideDocument>(pathOf('../results/chat.json'));
const accounts = readDocument<MeasurementDocument>(pathOf('../results/auth.json'));
const sideBySide = [chat, echo].filter((one) => one !== undefined);
const [measured] = sideBySide;
if (measured === undefined) throw new Error('Cannot find results: run a benchmark first');

const summary = [
  `Ratios: threadline's figure divided by the other server's, both measured in the same run on the same machine over loopback ` +
    `(${measuredOn(measured.machine)}). A higher rate is better; lower is better for the other columns.`,
  asStartedSection(sideBySide, [
    ...chatStarted.map((one) => ({ ...one, versus: 'ngircd' })),
    ...echoStarted.map((one) => ({ ...one, versus: 'net' })),
  ]),
  ...(chat === undefined ? [] : [footprint(chat)]),
].join('\n\n');

const tables = [
  echo && section('Echo', 'bench:echo', echo.machine, sideBySideSection(echo, echoCases)),
  chat && section('Chat', 'bench:chat', chat.machine, sideBySideSection(chat, chatCases)),
  accounts && section('Accounts', 'bench:auth', accounts.machine, accountsSection(accounts)),
].filter((one) => one !== undefined);

const readme = pathOf('../../../README.md');
await write(readme, replaceSection(readFileSync(readme, 'utf8'), summary));
await write(
  pathOf('../RESULTS.md'),
  [
    '# Results',
    '`npx nx run bench:performance` writes this file. [README.md](README.md) explains the cases and figures.',
    ...tables,
  ].join('\n\n'),
);

async function write(path: string, text: string): Promise<void> {
  const style = await resolveConfig(path);
  writeFileSync(path, await format(text, { ...style, filepath: path }));
  console.log(`written to ${path}`);
}

function section(title: string, target: string, machine: Machine, body: string): string {
  return `## ${title}\n\n\`npx nx run ${target}\`, ${measuredOn(machine)}.\n\n${body}`;
}
