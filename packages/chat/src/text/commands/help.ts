import { info, line, ownColumns } from '../../render/text-lines.ts';
import type { Command, CommandContext } from '../command.ts';
import { wrapText } from '../../../../../common/text/wrap.ts';
import { unknownCommand } from '../unknown-command.ts';

/** Longer headings do not decide how wide their column is. */
const maxHeading = 24;

/** What there is to do. */
export const help: Command = {
  names: ['help', 'commands', '?'],
  usage: '[command]',
  help: 'shows what you can do',
  run(args, context) {
    const { session } = context;
    const usable = context.commands.filter(
      ({ operator }) => !operator || session.identity.operator,
    );
    if (args === '') return session.show(overview(usable));
    const name = args.replace(/^\//, '').toLowerCase();
    const command = usable.find(({ names }) => names.includes(name));
    if (!command) throw unknownCommand(name, usable);
    const also = command.names.slice(1).map((alias) => `/${alias}`);
    session.show(info(`${heading(command)}: ${command.help}`));
    if (also.length > 0) session.show(info(`also: ${also.join(' ')}`));
  },
};

function overview(commands: CommandContext['commands']): string {
  const widest = Math.max(...commands.map((command) => heading(command).length));
  const width = Math.min(widest, maxHeading);
  const lines = commands.map((one) => entry(heading(one), one.help, width));
  return (
    info('type to talk, or one of these:') +
    lines.join('') +
    info('// at the start says a line that begins with /')
  );
}

/** A heading that is too long for its column has a line of its own. */
function entry(text: string, help: string, width: number): string {
  const indent = ' '.repeat(width + 4);
  const [first = '', ...more] = wrapText(indent + help, ownColumns, indent);
  if (text.length > width) return [`  ${text}`, first, ...more].map(line).join('');
  return [`  ${text.padEnd(width)}  ${first.slice(indent.length)}`, ...more].map(line).join('');
}

function heading({ names, usage }: CommandContext['commands'][number]): string {
  return `/${names[0] ?? ''}${usage ? ` ${usage}` : ''}`;
}
