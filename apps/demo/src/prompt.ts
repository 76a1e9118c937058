import { createInterface, type Interface } from 'node:readline';
import type { Command } from './commands.ts';

/** The operator's prompt on stdin and stdout: on a terminal a line editor, else commands from a pipe, one after another. */
export class Prompt {
  readonly #interactive = process.stdin.isTTY && process.stdout.isTTY;
  #readline: Interface | undefined;
  #last = Promise.resolve();
  /** Whether a command has failed; without a terminal that becomes the exit status. */
  failed = false;

  /** Starts to take commands. @param interrupt what Ctrl-C does on a terminal */
  start(commands: Record<string, Command>, interrupt: () => void): void {
    const readline = createInterface({
      input: process.stdin,
      ...(this.#interactive ? { output: process.stdout, prompt: 'threadline> ' } : {}),
      completer: (line: string) => [
        Object.keys(commands).filter((name) => name.startsWith(line)),
        line,
      ],
    });
    this.#readline = readline;
    // The next command waits for the one before: what is piped in runs in order.
    readline.on('line', (line) => {
      this.#last = this.#last.then(() => this.#run(commands, line));
    });
    readline.on('SIGINT', interrupt);
    if (this.#interactive) readline.prompt();
  }

  /** Prints lines, above the prompt if there is one. */
  print(text: string): void {
    if (!this.#interactive || this.#readline === undefined) {
      process.stdout.write(`${text}\n`);
      return;
    }
    process.stdout.write(`\r\u001B[J${text}\n`);
    this.#readline.prompt(true);
  }

  /** Takes no more commands, so that the process may end. */
  stop(): void {
    this.#readline?.close();
    this.#readline = undefined;
    process.stdin.destroy();
  }

  async #run(commands: Record<string, Command>, line: string): Promise<void> {
    const [name = '', ...args] = line.trim().split(/\s+/);
    try {
      if (name !== '') this.print(await this.#answer(commands, name, args));
      else if (this.#interactive) this.#readline?.prompt();
    } catch (error) {
      this.failed = true;
      this.print(`error: ${(error as Error).message}`);
    }
  }

  async #answer(
    commands: Record<string, Command>,
    name: string,
    args: readonly string[],
  ): Promise<string> {
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command === undefined) throw new Error(`unknown command "${name}", try help`);
    return (await command.run(args)) || 'ok';
  }
}
