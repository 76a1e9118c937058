import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

/** Runs `threadline-ctl` in a child process; `shell` is appended to the command line in a shell, such as `| head`. */
export async function runCtl(
  args: readonly string[],
  {
    input = '',
    env = {},
    shell,
  }: { input?: string; env?: Record<string, string>; shell?: string } = {},
): Promise<{ code: number | null; out: string; err: string }> {
  const command = [process.execPath, '--conditions=@threadline/source', cli, ...args];
  const [program = '', ...words] =
    shell === undefined ? command : ['sh', '-c', `"$@" ${shell}`, 'sh', ...command];
  const child = spawn(program, words, { env: { ...process.env, ...env } });
  child.stdin.on('error', () => {}).end(input);
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}
