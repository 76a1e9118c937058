import { isUtf8 } from 'node:buffer';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { Exit, exitCode } from './usage.ts';

const maxLineBytes = 4_096;

/** Reads a password: from the terminal without showing it, and twice if it is new, or else the first line of stdin. */
export async function askPassword({ confirm }: { confirm: boolean }): Promise<string> {
  if (!process.stdin.isTTY) return firstLine();
  const questions = confirm ? ['Password: ', 'Again: '] : ['Password: '];
  const [password = '', again = password] = await ask(questions, { seen: false });
  if (password !== again) {
    throw new Exit(exitCode.failed, 'Cannot set the password: you typed two different ones');
  }
  return password;
}

/** Asks for confirmation on the terminal. */
export async function askYes(text: string): Promise<boolean> {
  const [answer = ''] = await ask([`${text} [y/N] `], { seen: true });
  return /^y(es)?$/i.test(answer.trim());
}

/** Prints the questions to stderr, so that stdout contains only results. */
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
    // One reader for all answers, so that a paste of several lines answers several questions.
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
      if (line.done) throw new Exit(exitCode.failed, 'Cannot read the answer: the input ended');
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
    if (size > maxLineBytes)
      throw new Exit(
        exitCode.failed,
        `Cannot read the password: longer than ${maxLineBytes} bytes`,
      );
  }
  const bytes = Buffer.concat(chunks);
  const end = bytes.indexOf(10);
  const line = end === -1 ? bytes : bytes.subarray(0, end);
  // Invalid bytes would all be decoded to U+FFFD, and different passwords could match.
  if (!isUtf8(line)) throw new Exit(exitCode.failed, 'Cannot read the password: not valid UTF-8');
  const password = line.toString('utf8').replace(/\r$/, '');
  if (password === '')
    throw new Exit(exitCode.usage, 'Cannot read the password: standard input is empty');
  return password;
}
