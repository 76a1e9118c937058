import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { killPrograms } from './server/program.ts';

/** A promise, and what was found. */
interface Claim {
  readonly claim: string;
  readonly held: boolean;
  /** The figures it is based on. */
  readonly detail: string;
  /** The first problems. */
  readonly problems: readonly string[];
}

/** How many problems of a claim are printed. */
const maxProblems = 8;

/** Collects claims and whether they held. */
export class Verdict {
  readonly claims: Claim[] = [];

  /** Whether all claims held. False without claims. */
  get held(): boolean {
    return this.claims.length > 0 && this.claims.every(({ held }) => held);
  }

  /** Adds a claim that holds if there are no problems. */
  add(claim: string, detail: string, problems: readonly string[]): void {
    const told = problems.slice(0, maxProblems);
    if (problems.length > told.length) told.push(`and ${problems.length - told.length} more`);
    this.claims.push({ claim, held: problems.length === 0, detail, problems: told });
  }

  /** Adds a claim that holds if `held`. */
  check(claim: string, held: boolean, detail: string): void {
    this.add(claim, detail, held ? [] : [detail]);
  }

  /** A line for each claim, and for each problem. */
  lines(): string[] {
    return this.claims.flatMap(({ claim, held, detail, problems }) => [
      `${held ? 'held  ' : 'BROKEN'}  ${claim}: ${detail}`,
      ...problems.map((problem) => `        ${problem}`),
    ]);
  }
}

/** What a run works with. */
export interface Run<Options> {
  readonly options: Options & { readonly seed: number };
  readonly verdict: Verdict;
  /** A temporary folder, removed at the end. */
  readonly folder: string;
  /** The file for a chart, if one was requested. */
  readonly svg: string | undefined;
  /** Prints the progress. */
  readonly progress: (line: string) => void;
}

/** Integer options with their defaults. */
type Numbers = Readonly<Record<string, number>>;

/**
 * Runs a proof from the command line: reads its options, prints the seed, the progress and the verdict, writes the results to the
 * file of `--json`, and sets the exit code: 0 everything held, 1 something is broken, 2 invalid usage.
 *
 * @param defaults the options besides `--seed` and `--json`
 * @param prove runs the proof; its result is written to the file
 */
export async function runProof<Options extends Numbers>(
  name: string,
  defaults: Options,
  prove: (run: Run<Options>) => Promise<unknown>,
): Promise<void> {
  let given;
  try {
    given = readOptions(process.argv.slice(2), defaults);
  } catch (error) {
    console.error(`${name}: ${(error as Error).message}`);
    process.exitCode = 2;
    return;
  }
  const { options, json, svg } = given;
  const words = Object.entries(options).map(([option, value]) => `--${option} ${value}`);
  console.log(`${name} ${words.join(' ')}`);
  const folder = mkdtempSync(join(tmpdir(), 'threadline-proof-'));
  clearUpAtExit(folder);

  const began = performance.now();
  const progress = (line: string): void =>
    console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`);
  const verdict = new Verdict();
  let record: unknown;
  try {
    record = await prove({ options, verdict, folder, svg, progress });
  } catch (error) {
    verdict.add('the proof completed', 'it failed', [String((error as Error).stack)]);
  }
  const { held, claims } = verdict;
  if (json !== undefined) {
    writeFileSync(json, `${JSON.stringify({ name, options, held, claims, record }, null, 2)}\n`);
  }
  for (const line of verdict.lines()) console.log(line);
  console.log(`${name}: ${held ? 'HELD' : 'BROKEN'} (seed ${options.seed})`);
  process.exit(held ? 0 : 1);
}

/** The parsed command line. */
interface Given<Options> {
  readonly options: Options & { readonly seed: number };
  /** The requested files. */
  readonly json: string | undefined;
  readonly svg: string | undefined;
}

/** @throws {Error} for an unknown option or a value that is not an integer */
export function readOptions<Options extends Numbers>(
  args: readonly string[],
  defaults: Options,
): Given<Options> {
  const all: Numbers = { ...defaults, seed: Math.floor(Math.random() * 1e9) };
  const kinds = Object.fromEntries(
    [...Object.keys(all), 'json', 'svg'].map((name) => [name, { type: 'string' }] as const),
  );
  const { values } = parseArgs({ args: [...args], options: kinds });
  const { json, svg, ...numbers } = values as Record<string, string | undefined>;
  const options: Record<string, number> = { ...all };
  for (const [name, text] of Object.entries(numbers)) {
    if (text === undefined || !/^\d{1,9}$/.test(text))
      throw new Error(`Expected \`--${name}\` to be a whole number, got "${text ?? ''}"`);
    options[name] = Number(text);
  }
  return { options: options as Options & { readonly seed: number }, json, svg };
}

/** Removes all programs and temporary files, however the run ends. */
function clearUpAtExit(folder: string): void {
  process.on('exit', () => {
    killPrograms();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => process.exit(130));
  }
}
