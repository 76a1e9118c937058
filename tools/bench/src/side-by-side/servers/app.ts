/**
 * Runs the complete built server with its defaults, on free ports and with a temporary data folder. Only two settings
 * differ: guests are allowed and the flood limits are off.
 *
 * Arguments: `echo` or `chat`, the server to measure, then arguments for the app. Stops the app and removes its files on
 * SIGTERM or when standard input ends.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const [server = '', ...more] = process.argv.slice(2);
const main = resolve(import.meta.dirname, '../../../../../apps/demo/dist/main.js');
const data = mkdtempSync(join(tmpdir(), 'threadline-bench-app-'));
const app = spawn(
  process.execPath,
  [
    main,
    ...['--echo-port', '0', '--chat-port', '0', '--data', data, '--socket', 'off'],
    ...['--guests', 'on', '--rate-limit', 'off'],
    ...more,
  ],
  { stdio: ['pipe', 'pipe', 'inherit'] },
);
let ended = false;
const end = (): void => {
  ended = true;
  app.kill('SIGKILL');
};
process.on('SIGTERM', end);
process.stdin.on('end', end).resume();
app.on('exit', (code) => {
  rmSync(data, { recursive: true, force: true });
  if (!ended) console.error(`the app exited with code ${code}`);
  process.exit(ended ? 0 : 1);
});

// Reads to the end, so that the log does not fill the pipe.
for await (const line of createInterface({ input: app.stdout })) {
  const port = /^(\w+) listening on \S+:(\d+)$/.exec(line);
  if (port?.[1] === server) console.log(`listening ${port[2]} ${app.pid}`);
}
