import { parseArgs, type ParseArgsConfig } from 'node:util';
import { suggest } from '../text/suggest.ts';

/**
 * Parses command-line arguments as `util.parseArgs()` does, with errors for users instead of programmers.
 *
 * @throws {TypeError} for arguments that `config` does not allow; the message is a plain sentence
 */
export function parseCommandLine<T extends ParseArgsConfig & { args: string[] }>(
  config: T,
): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new TypeError(problem(config) ?? (error as Error).message, { cause: error });
  }
}

/** The message for an option that does not exist. `names` are the options that do, without dashes. */
export function unknownOption(word: string, names: Iterable<string>): string {
  const [typed = word] = word.split('=', 1);
  const meant = suggest(typed.replace(/^-+/, ''), names);
  return `Unknown option ${typed}${meant === undefined ? '' : `, did you mean --${meant}?`}`;
}

/** The lines after the message for invalid arguments. `usage` is the text of the program's `--help`. */
export function usageHint(program: string, usage: string, help = '--help'): string {
  const [synopsis = ''] = usage.split('\n', 1);
  return `${synopsis}\nTry '${program} ${help}'.`;
}

/** What is wrong with the arguments, at their first mistake. */
function problem({ args, options = {}, ...config }: ParseArgsConfig & { args: string[] }) {
  const { tokens } = parseArgs({ ...config, args, options, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'positional' && config.allowPositionals !== true) {
      return `Unexpected argument "${token.value}"`;
    }
    if (token.kind !== 'option') continue;
    const { rawName, value, inlineValue } = token;
    const known = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    // A word such as "-json" is read as several short options.
    if (known === undefined)
      return unknownOption(args[token.index] ?? rawName, Object.keys(options));
    if (known.type === 'boolean' && value !== undefined)
      return `Expected no value after ${rawName}`;
    if (known.type === 'boolean') continue;
    if (value === undefined) return `Expected a value after ${rawName}`;
    if (!inlineValue && value.length > 1 && value.startsWith('-')) {
      return `Expected a value after ${rawName}, write --${token.name}=${value} if it is "${value}"`;
    }
  }
  return undefined;
}
