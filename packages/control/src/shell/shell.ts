import { allCommands } from '../commands/all-commands.ts';
import type { Command, CommandContext, Services } from '../commands/command.ts';
import { findCommand, findPhrase, unknownCommand } from '../commands/help.ts';
import { codeOf, messageOf } from '../../../../common/thrown.ts';
import { ControlError } from '../errors.ts';
import { escapeJson, visible } from '../../../../common/text/visible.ts';
import type { Completion, Executor, Io, Outcome } from './io.ts';
import { parseLine, parseWords, quoteWord, type Word } from './parse-line.ts';
import { optionNames, readArguments } from './read-arguments.ts';

/** Runs the operator's command lines on a target. Several may run at once. */
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

  /** The commands this server offers. */
  get commands(): readonly Command[] {
    return this.#commands;
  }

  /** Runs one line. What fails is told as an outcome, fit for a screen; an empty line does nothing. */
  async run(line: string, io: Io): Promise<Outcome> {
    try {
      const words = parseWords(line);
      const [name] = words;
      if (name === undefined) return { ok: true };
      const found = findPhrase(
        this.#commands,
        words.map(({ text }) => text),
      );
      if (found === undefined) throw unknownCommand(this.#commands, name.text);
      await this.#runCommand(found.command, words.slice(found.length), io);
      return { ok: true };
    } catch (error) {
      return this.#failure(error, io);
    }
  }

  /** What the last word of a line may be completed to. Never rejects. */
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

  async #runCommand(command: Command, words: readonly Word[], io: Io): Promise<void> {
    const { args, common } = readArguments(command, words);
    if (common.help) return await this.#help(command, common, io);
    const context: CommandContext = {
      ...this.#services,
      io,
      signal: io.signal,
      endless: io.alone === undefined ? io.signal : AbortSignal.any([io.signal, io.alone]),
      commands: this.#commands,
      json: common.json,
      answer: async (text, data) => {
        if (common.json) await io.write(escapeJson(JSON.stringify(data)));
        else if (text !== '') await io.write(text);
      },
      confirm: async (question) => {
        if (common.yes) return;
        if (io.ask === undefined) {
          throw new ControlError('ERR_CONTROL_NOT_CONFIRMED', `${question} Add --yes to do it`);
        }
        if (await io.ask(visible(question))) return;
        throw new ControlError('ERR_CONTROL_NOT_CONFIRMED', 'Not done');
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

  async #help({ name }: Command, { json }: { json: boolean }, io: Io): Promise<void> {
    const outcome = await this.run(`help ${quoteWord(name)}${json ? ' --json' : ''}`, io);
    if (!outcome.ok) throw new ControlError('ERR_CONTROL_FAILED', outcome.message);
  }

  /** Leaves a record of what changes something. */
  #audit(command: Command, words: readonly Word[], io: Io, failure: unknown): void {
    if (command.audit === undefined) return;
    const told = command.audit === 'line' ? words.map(({ text }) => text) : [];
    const line = [command.name, ...told].map(quoteWord).join(' ');
    this.#services.log?.write('info', `operator: ${line}`, {
      by: io.origin,
      ...(failure === undefined ? { ok: true } : { ok: false, error: messageOf(failure) }),
    });
  }

  #failure(error: unknown, io: Io): Outcome {
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
