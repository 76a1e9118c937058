import { type ChatCommand, firstWord, usageError } from './command.ts';

const maxIgnored = 1000;

const ignore: ChatCommand = {
  name: 'ignore',
  usage: '[name]',
  summary: 'hide messages from a user until you quit; without a name, list them',
  completes: 'names',
  run({ client, settings, answer }, words) {
    const [name] = firstWord(words);
    const { ignored } = settings;
    if (name === undefined) {
      return answer([`ignored: ${ignored.join(', ') || 'none'}`], ignored);
    }
    if (client.isSame(name, client.name)) throw new Error('You cannot ignore yourself');
    if (ignored.length >= maxIgnored) throw new Error(`You already ignore ${maxIgnored} people`);
    settings.ignore(name);
    answer([`messages from ${name} are hidden; /unignore ${name} shows them again`]);
  },
};

const unignore: ChatCommand = {
  name: 'unignore',
  usage: '<name>',
  summary: "show a user's messages again",
  run({ settings, answer }, words) {
    const [name] = firstWord(words);
    if (name === undefined) throw usageError(unignore);
    if (!settings.unignore(name)) throw new Error(`You do not ignore ${name}`);
    answer([`messages from ${name} are shown again`]);
  },
};

const quiet: ChatCommand = {
  name: 'quiet',
  usage: '',
  summary: 'hide joins and parts, or show them again',
  run({ settings, answer }) {
    settings.quiet = !settings.quiet;
    answer([settings.quiet ? 'joins and parts are hidden' : 'joins and parts are shown']);
  },
};

const timestamp: ChatCommand = {
  name: 'timestamp',
  aliases: ['timestamps'],
  usage: 'off | time | datetime | auto',
  summary: 'set how times are shown; auto adds the date for other days',
  run({ settings, answer }, words) {
    const kind = words.trim().toLowerCase();
    if (kind !== 'off' && kind !== 'time' && kind !== 'datetime' && kind !== 'auto') {
      throw usageError(timestamp);
    }
    settings.timestamps = kind;
    answer([`timestamps: ${kind}`]);
  },
};

/** Commands that change what is shown. */
export const settingCommands: readonly ChatCommand[] = [ignore, unignore, quiet, timestamp];
