import { isUtf8 } from 'node:buffer';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { Exit, exitCode } from './usage.ts';

const maxLineBytes = 4_096;

/** A password: typed unseen on a terminal (twice, if it is new), else the first line of stdin. */
export async function askPassword({ confirm }: { confirm: boolean }): Promise<string> {
  if (!process.stdin.isTTY) return firstLine();
  const questions = confirm ? ['Password: ', 'Again: '] : ['Password: '];
  const [password = '', again = password] = await ask(questions, { seen: false });
  if (password !== again) {
    throw new Exit(exitCode.failed, 'Cannot set the password: the two differ');
  }
  return password;
}

/** Asks for a yes on a terminal; elsewhere nobody can give it. */
export async function askYes(text: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const [answer = ''] = await ask([`${text} [y/N] `], { seen: true });
  return /^y(es)?$/i.test(answer.trim());
}

/** Questions go to stderr, so that stdout holds nothing but results. */
async function ask(questions: string[], { seen }: { seen: boolean }): Promise<string[]> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({
    input: process.stdin,
    output: seen ? process.stderr : silent,
    terminal: true,
    historySize: 0,
  });
  const interrupted = new Promise<never>((_, reject) => {
    terminal.once('SIGINT', () => reject(new Exit(exitCode.interrupted, 'Interrupted')));
  });
  try {
    // One reader for all answers: what is pasted at once must not get lost between two.
    const lines = terminal[Symbol.asyncIterator]();
    const answers: string[] = [];
    for (const text of questions) {
      if (!seen) process.stderr.write(text);
      else {
        terminal.setPrompt(text);
        terminal.prompt();
      }
      const line = await Promise.race([lines.next(), interrupted]);
      if (!seen) process.stderr.write('\n');
      if (line.done) throw new Exit(exitCode.failed, 'Cannot read an answer: end of input');
      answers.push(line.value);
    }
    return answers;
  } finally {
    terminal.close();
  }
}

async function firstLine(): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (chunk.includes(10)) break;
    if (size > maxLineBytes) throw new Exit(exitCode.failed, 'Cannot read the password: too long');
  }
  const bytes = Buffer.concat(chunks);
  const end = bytes.indexOf(10);
  const line = end === -1 ? bytes : bytes.subarray(0, end);
  // Decoded anyway, passwords that differ could become the same one.
  if (!isUtf8(line)) throw new Exit(exitCode.failed, 'Cannot read the password: not valid UTF-8');
  const password = line.toString('utf8').replace(/\r$/, '');
  if (password === '') throw new Exit(exitCode.usage, 'Cannot read a password from stdin: empty');
  return password;
}
