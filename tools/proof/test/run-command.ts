import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Runs a proof as from the command line; resolves to its exit code and what it told. It is killed after 90 s. */
export function runCommand(
  name: string,
  options: Readonly<Record<string, number | string>>,
): Promise<{ code: number | null; output: string }> {
  const entry = fileURLToPath(new URL(`../src/${name}.ts`, import.meta.url));
  const words = Object.entries(options).flatMap(([option, value]) => [`--${option}`, `${value}`]);
  const node = ['--conditions=@threadline/source', '--disable-warning=ExperimentalWarning'];
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [...node, entry, ...words],
      // It kills what it has started when it is asked to end.
      { timeout: 90_000, killSignal: 'SIGTERM', maxBuffer: 10_000_000 },
      (_error, stdout, stderr) => resolve({ code: child.exitCode, output: stdout + stderr }),
    );
  });
}
