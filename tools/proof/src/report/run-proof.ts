import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { killPrograms } from '../server/program.ts';
import { Verdict } from './verdict.ts';

/** What a run is given, and where it tells what it finds. */
export interface Run<Options> {
  readonly options: Options & { readonly seed: number };
  readonly verdict: Verdict;
  /** A folder of its own, which is removed at the end. */
  readonly folder: string;
  /** Where a plot is to go, if one was asked for. */
  readonly svg: string | undefined;
  /** Tells how far it is. */
  readonly progress: (line: string) => void;
}

/** Whole numbers by their names, with their defaults. */
type Numbers = Readonly<Record<string, number>>;

/**
 * Runs a proof from the command line: reads its options, says its seed, runs it, tells the verdict, writes what happened to a
 * file if `--json` asks for it, and sets the exit code: 0 everything held, 1 something is broken, 2 bad usage.
 *
 * @param defaults the options there are besides `--seed` and `--json`
 * @param prove what is to be done; what it returns goes to the file
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
    verdict.add('the proof ran to its end', 'it failed', [String((error as Error).stack)]);
  }
  const { held, claims } = verdict;
  if (json !== undefined) {
    writeFileSync(json, `${JSON.stringify({ name, options, held, claims, record }, null, 2)}\n`);
  }
  for (const line of verdict.lines()) console.log(line);
  console.log(`${name}: ${held ? 'HELD' : 'BROKEN'} (seed ${options.seed})`);
  process.exit(held ? 0 : 1);
}

/** What the command line says. */
export interface Given<Options> {
  readonly options: Options & { readonly seed: number };
  /** Files that are asked for. */
  readonly json: string | undefined;
  readonly svg: string | undefined;
}

/** @throws {Error} if an option is not known, or no whole number */
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

/** However the run ends, nothing of it is left: no program, and no file but those that were asked for. */
function clearUpAtExit(folder: string): void {
  process.on('exit', () => {
    killPrograms();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => process.exit(130));
  }
}
