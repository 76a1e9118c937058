import { type ChatCommand, firstWord, usageOf } from './command.ts';

const maxIgnored = 1000;

const ignore: ChatCommand = {
  name: 'ignore',
  usage: '[name]',
  summary: 'show nothing more from somebody until you leave; alone, list them',
  completes: 'names',
  run({ client, settings, answer }, words) {
    const [name] = firstWord(words);
    const { ignored } = settings;
    if (name === undefined) {
      return answer([`you ignore: ${ignored.join(', ') || 'nobody'}`], ignored);
    }
    if (client.isSame(name, client.name)) throw new Error('You cannot ignore yourself');
    if (ignored.length >= maxIgnored) throw new Error(`You ignore ${maxIgnored} already`);
    settings.ignore(name);
    answer([`you see nothing more from ${name}; /unignore ${name} ends that`]);
  },
};

const unignore: ChatCommand = {
  name: 'unignore',
  usage: '<name>',
  summary: 'show what somebody says again',
  run({ settings, answer }, words) {
    const [name] = firstWord(words);
    if (name === undefined) throw usageOf(unignore);
    if (!settings.unignore(name)) throw new Error(`You do not ignore ${name}`);
    answer([`you see ${name} again`]);
  },
};

const quiet: ChatCommand = {
  name: 'quiet',
  usage: '',
  summary: 'hide, or show again, who comes and goes',
  run({ settings, answer }) {
    settings.quiet = !settings.quiet;
    answer([settings.quiet ? 'who comes and goes is hidden' : 'who comes and goes is shown']);
  },
};

const timestamp: ChatCommand = {
  name: 'timestamp',
  aliases: ['timestamps'],
  usage: 'off | time | datetime | auto',
  summary: 'how times are shown: auto adds the date on another day',
  run({ settings, answer }, words) {
    const kind = words.trim().toLowerCase();
    if (kind !== 'off' && kind !== 'time' && kind !== 'datetime' && kind !== 'auto') {
      throw usageOf(timestamp);
    }
    settings.timestamps = kind;
    answer([`timestamps: ${kind}`]);
  },
};

/** What is shown, and how. */
export const settingCommands: readonly ChatCommand[] = [ignore, unignore, quiet, timestamp];
