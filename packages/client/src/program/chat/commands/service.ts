import { visible } from '../../../../../../common/text/visible.ts';
import { type ChatCommand, firstWord, usageOf } from './command.ts';

export const help: ChatCommand = {
  name: 'help',
  aliases: ['?'],
  usage: '[command]',
  summary: 'what can be done',
  completes: 'commands',
  run({ commands, answer }, words) {
    const wanted = firstWord(words)[0]?.replace(/^\//, '').toLowerCase();
    const known = ({ name, aliases = [] }: ChatCommand): boolean =>
      wanted === undefined || name === wanted || aliases.includes(wanted);
    const found = commands.filter(known);
    if (found.length === 0) throw new Error(`There is no /${wanted}`);
    const lines = found.flatMap(({ name, usage, summary }) =>
      entry(`/${name} ${usage}`.trim(), summary),
    );
    answer(
      wanted === undefined
        ? [...lines, ...entry('//text', 'say something that begins with a slash')]
        : lines,
      found.map(({ name, aliases = [], usage, summary }) => ({ name, aliases, usage, summary })),
    );
  },
};

/** For 80 columns: what is longer stands in a line of its own. */
const helpWidth = 26;

function entry(head: string, summary: string): string[] {
  if (head.length <= helpWidth) return [`${head.padEnd(helpWidth)}  ${summary}`];
  return [head, `${' '.repeat(helpWidth)}  ${summary}`];
}

export const token: ChatCommand = {
  name: 'token',
  usage: '',
  summary: 'get a session token, and show it: it logs in in place of your password',
  async run({ client, answer }) {
    const issued = await client.requestToken();
    const until =
      issued.expiresAt === undefined ? '' : `, valid until ${issued.expiresAt.toISOString()}`;
    answer([`your token${until}: ${issued.token}`], issued);
  },
};

export const logout: ChatCommand = {
  name: 'logout',
  usage: '',
  summary: 'forget the session token kept on this machine: the next start asks for the password',
  run({ client, tokens, server, answer }) {
    const gone = tokens?.delete(server, client.name) === true;
    answer([gone ? 'the token is forgotten' : 'no token is kept here']);
  },
};

export const raw: ChatCommand = {
  name: 'raw',
  aliases: ['quote'],
  usage: '<command> [words...]',
  summary: 'send a line of IRC as it is, and show the answer',
  async run({ client, answer }, words) {
    const [command, rest] = firstWord(words);
    if (command === undefined) throw usageOf(raw);
    const answers = await client.command(command, ...splitParams(rest));
    const lines = answers.map((line) => visible([line.command, ...line.params].join(' ')));
    answer(
      lines,
      answers.map(({ command: name, source, params }) => ({ command: name, source, params })),
    );
  },
};

/** The parameters in a line of IRC; behind ` :` all is one. */
export function splitParams(text: string): string[] {
  const [, middle = '', last] = /^(.*?)(?:(?:^| +):(.*))?$/s.exec(text) ?? [];
  return [
    ...middle.split(' ').filter((word) => word !== ''),
    ...(last === undefined ? [] : [last]),
  ];
}

export const quit: ChatCommand = {
  name: 'quit',
  aliases: ['exit', 'bye'],
  usage: '[text]',
  summary: 'leave',
  run({ leave }, words) {
    leave(words);
  },
};
