import { wrapText } from '../../../../../common/text/wrap.ts';
import { version as chatVersion } from '../../version.ts';
import { type Command, unknownCommand } from '../command.ts';
import { info, line, ownColumns } from '../../render/text-lines.ts';

/** Longer headings get a line of their own, so that they do not widen the column. */
const maxHeading = 24;

/** Lists the commands, or explains one. */
export const help: Command = {
  names: ['help', 'commands', '?'],
  usage: '[command]',
  help: 'lists the commands, or explains one',
  run(args, { session, commands }) {
    const usable = commands.filter(({ operator }) => !operator || session.identity.operator);
    if (args === '') return session.show(overview(usable));
    const name = args.replace(/^\//, '').toLowerCase();
    const command = usable.find(({ names }) => names.includes(name));
    if (!command) throw unknownCommand(name, usable);
    const aliases = command.names.slice(1).map((alias) => `/${alias}`);
    session.show(info(`${heading(command)}: ${command.help}`));
    if (aliases.length > 0) session.show(info(`also: ${aliases.join(' ')}`));
  },
};

function overview(commands: readonly Command[]): string {
  const widest = Math.max(...commands.map((command) => heading(command).length));
  const width = Math.min(widest, maxHeading);
  const lines = commands.map((command) => entry(heading(command), command.help, width));
  return (
    info('type a message, or one of these commands:') +
    lines.join('') +
    info('a message that begins with / is typed with //')
  );
}

function entry(text: string, explanation: string, width: number): string {
  const indent = ' '.repeat(width + 4);
  const [first = '', ...more] = wrapText(indent + explanation, ownColumns, indent);
  if (text.length > width) return [`  ${text}`, first, ...more].map(line).join('');
  return [`  ${text.padEnd(width)}  ${first.slice(indent.length)}`, ...more].map(line).join('');
}

function heading({ names, usage }: Command): string {
  return `/${names[0] ?? ''}${usage ? ` ${usage}` : ''}`;
}

const motd: Command = {
  names: ['motd'],
  usage: '',
  help: 'shows the message of the day',
  run(_args, { session, motd: lines }) {
    const shown = lines.length > 0 ? lines : ['there is no message of the day'];
    session.show(shown.map(info).join(''));
  },
};

const version: Command = {
  names: ['version'],
  usage: '',
  help: 'shows the version of the server',
  run(_args, { session }) {
    session.show(info(`threadline chat ${chatVersion}, node ${process.versions.node}`));
  },
};

const quit: Command = {
  names: ['quit', 'exit', 'bye', 'q'],
  usage: '[reason]',
  help: 'leaves the chat',
  run(args, { session }) {
    session.close(args, 'quit', info('bye'));
  },
};

/** Commands about the server and the connection. */
export const serverCommands: readonly Command[] = [motd, version, quit];
