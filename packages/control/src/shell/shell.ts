import { allCommands } from '../commands/all-commands.ts';
import {
  type Command,
  type CommandContext,
  findCommand,
  matchCommand,
  type Services,
  unknownCommand,
} from '../commands/command.ts';
import { codeOf, messageOf } from '../../../../common/thrown.ts';
import { ControlError } from '../errors.ts';
import { escapeJson, visible } from '../../../../common/text/visible.ts';
import type { Completion, Executor, CommandIo, Outcome } from '../executor.ts';
import {
  optionNames,
  parseLine,
  parseWords,
  quoteWord,
  readArguments,
  type Word,
} from './parse-line.ts';

/** Runs command lines on a target. Several may run at once. */
export class Shell implements Executor {
  readonly #services: Services;
  readonly #commands: readonly Command[];

  constructor(services: Services, { commands = [] }: { commands?: readonly Command[] } = {}) {
    this.#services = services;
    const own = new Set(commands.map(({ name }) => name));
    this.#commands = [...commands, ...allCommands.filter(({ name }) => !own.has(name))].filter(
      (command) => command.available?.(services) ?? true,
    );
  }

  /** The commands that this server supports. */
  get commands(): readonly Command[] {
    return this.#commands;
  }

  /** Runs one line. The message of a failure is safe for a terminal; an empty line does nothing. */
  async run(line: string, io: CommandIo): Promise<Outcome> {
    try {
      const words = parseWords(line);
      if (words.length === 0) return { ok: true };
      const texts = words.map(({ text }) => text);
      const found = matchCommand(this.#commands, texts);
      if (found === undefined) throw unknownCommand(this.#commands, texts);
      await this.#runCommand(found.command, words.slice(found.length), io);
      return { ok: true };
    } catch (error) {
      return this.#failure(error, io);
    }
  }

  /** Completes the last word of a line. Never rejects. */
  async complete(line: string): Promise<Completion> {
    try {
      const words = /\s$/.test(line) || line === '' ? [...parseLine(line), ''] : parseLine(line);
      const word = words.at(-1) ?? '';
      const candidates = await this.#candidates(words);
      const begins = candidates.filter((one) => one.toLowerCase().startsWith(word.toLowerCase()));
      return [[...new Set(begins.map(visible))].sort().map((one) => `${quoteWord(one)} `), word];
    } catch {
      return [[], line];
    }
  }

  async #candidates(words: readonly string[]): Promise<readonly string[]> {
    const names = this.#commands.map(({ name }) => name);
    const [name = '', ...rest] = words;
    if (rest.length === 0) return names;
    const command = findCommand(this.#commands, name);
    if (command?.name === 'help') return names;
    if (rest.at(-1)?.startsWith('--')) return optionNames(command);
    return (await command?.complete?.(this.#services, rest)) ?? [];
  }

  async #runCommand(command: Command, words: readonly Word[], io: CommandIo): Promise<void> {
    const { args, common } = readArguments(command, words);
    if (common.help) return await this.#help(command, common, io);
    const context: CommandContext = {
      ...this.#services,
      io,
      signal: io.signal,
      streamSignal:
        io.inputEnded === undefined ? io.signal : AbortSignal.any([io.signal, io.inputEnded]),
      commands: this.#commands,
      json: common.json,
      reply: async (text, data) => {
        if (common.json) await io.write(escapeJson(JSON.stringify(data)));
        else if (text !== '') await io.write(text);
      },
      confirm: async (question) => {
        if (common.yes) return;
        if (io.ask === undefined) {
          throw new ControlError('ERR_CONTROL_NOT_CONFIRMED', `${question} Use --yes to confirm`);
        }
        if (await io.ask(visible(question))) return;
        throw new ControlError('ERR_CONTROL_NOT_CONFIRMED', 'Cancelled');
      },
    };
    let failure: unknown;
    try {
      await command.run(context, args);
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      if (command.readOnly?.(args, io) !== true) this.#audit(command, words, io, failure);
    }
  }

  async #help({ name }: Command, { json }: { json: boolean }, io: CommandIo): Promise<void> {
    const outcome = await this.run(`help ${quoteWord(name)}${json ? ' --json' : ''}`, io);
    if (!outcome.ok) throw new ControlError('ERR_CONTROL_FAILED', outcome.message);
  }

  /** Writes an audit record if the command changes something. */
  #audit(command: Command, words: readonly Word[], io: CommandIo, failure: unknown): void {
    if (command.audit === undefined) return;
    const logged = command.audit === 'line' ? words.map(({ text }) => text) : [];
    const line = [command.name, ...logged].map(quoteWord).join(' ');
    this.#services.log?.write('info', `operator: ${line}`, {
      by: io.origin,
      ...(failure === undefined ? { ok: true } : { ok: false, error: messageOf(failure) }),
    });
  }

  #failure(error: unknown, io: CommandIo): Outcome {
    if (io.signal.aborted && !(error instanceof ControlError)) {
      return { ok: false, code: 'ERR_CONTROL_INTERRUPTED', message: 'Interrupted' };
    }
    return {
      ok: false,
      code: visible(codeOf(error) ?? 'ERR_CONTROL_FAILED').replaceAll(' ', '_'),
      message: visible(messageOf(error)),
    };
  }
}
