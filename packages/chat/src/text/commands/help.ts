import type { Command, Scene } from '../command.ts';
import { info, line } from '../text-view.ts';
import { unknownCommand } from '../unknown-command.ts';

/** What there is to do. */
export const help: Command = {
  names: ['help', 'commands', '?'],
  usage: '[command]',
  help: 'shows what you can do',
  run(args, scene) {
    const { session } = scene;
    const usable = scene.commands.filter(({ operator }) => !operator || session.operator);
    if (args === '') return session.show(overview(usable));
    const name = args.replace(/^\//, '').toLowerCase();
    const command = usable.find(({ names }) => names.includes(name));
    if (!command) throw unknownCommand(name, usable);
    const also = command.names.slice(1).map((alias) => `/${alias}`);
    session.show(info(`${heading(command)}: ${command.help}`));
    if (also.length > 0) session.show(info(`also: ${also.join(' ')}`));
  },
};

function overview(commands: Scene['commands']): string {
  const width = Math.max(...commands.map((command) => heading(command).length));
  const lines = commands.map((one) => line(`  ${heading(one).padEnd(width)}  ${one.help}`));
  return info('type to talk, or one of these:') + lines.join('') + info('// begins a line with /');
}

function heading({ names, usage }: Scene['commands'][number]): string {
  return `/${names[0] ?? ''}${usage ? ` ${usage}` : ''}`;
}
