import { nameOf } from '../irc/source.ts';
import type { IrcMessage } from '../irc/message.ts';
import { timeOf } from './chat-message.ts';
import type { ChatEvents } from './events.ts';
import type { Rooms } from './rooms.ts';

/** What is needed to tell what a message means. */
export interface Scene {
  readonly rooms: Rooms;
  /** Whether a name is ours. */
  isSelf(name: string): boolean;
  /** We are called otherwise now. */
  renamed(name: string): void;
  tell<Name extends keyof ChatEvents>(event: Name, ...args: ChatEvents[Name]): void;
}

type Handler = (scene: Scene, message: IrcMessage) => void;

/** What happens in rooms, by command: the state is brought up to date, then it is told. */
const handlers: Readonly<Record<string, Handler>> = {
  JOIN: join,
  PART: (scene, { source, params, tags }) =>
    part(scene, params[0] ?? '', nameOf(source), undefined, params[1] ?? '', tags),
  KICK: (scene, { source, params, tags }) =>
    part(scene, params[0] ?? '', params[1] ?? '', nameOf(source), params[2] ?? '', tags),
  QUIT: quit,
  NICK: rename,
  AWAY: away,
  TOPIC: (scene, { source, params, tags }) => {
    const [room = '', topic = ''] = params;
    scene.rooms.setTopic(room, topic);
    scene.tell('topic', { room, topic, by: nameOf(source), time: moment(tags) });
  },
  '332': (scene, { params, tags }) => {
    const [, room = '', topic = ''] = params;
    if (!scene.rooms.has(room)) return;
    scene.rooms.setTopic(room, topic);
    scene.tell('topic', { room, topic, by: undefined, time: moment(tags) });
  },
  '353': ({ rooms }, { params }) => rooms.list(params[2] ?? '', params[3] ?? ''),
  '366': ({ rooms }, { params }) => rooms.listed(params[1] ?? ''),
};

/** Commands that are the business of the connection, and nobody's to be told. */
const silent = new Set([
  'PONG',
  'CAP',
  'ERROR',
  'ACCOUNT',
  'SETNAME',
  'CHGHOST',
  'TAGMSG',
  'ACK',
  'BATCH',
  'MODE',
  'AUTHENTICATE',
]);

/** Takes anything but what is said; true if it was told, or is not to be. */
export function dispatch(scene: Scene, message: IrcMessage): boolean {
  const handler = Object.hasOwn(handlers, message.command) ? handlers[message.command] : undefined;
  handler?.(scene, message);
  return handler !== undefined || silent.has(message.command);
}

function join(scene: Scene, { source, params, tags }: IrcMessage): void {
  const name = nameOf(source);
  const own = scene.isSelf(name);
  for (const room of (params[0] ?? '').split(',')) {
    if (own) scene.rooms.enter(room);
    scene.rooms.add(room, name);
    scene.tell('join', { room, name, own, time: moment(tags) });
  }
}

function part(
  scene: Scene,
  rooms: string,
  name: string,
  by: string | undefined,
  reason: string,
  tags: IrcMessage['tags'],
): void {
  const own = scene.isSelf(name);
  for (const room of rooms.split(',')) {
    if (own) scene.rooms.leave(room);
    else scene.rooms.remove(room, name);
    scene.tell('part', { room, name, own, by, reason, time: moment(tags) });
  }
}

function quit(scene: Scene, { source, params, tags }: IrcMessage): void {
  const name = nameOf(source);
  const rooms = scene.rooms.removeEverywhere(name);
  presence(scene, 'gone', name, params[0] ?? '', rooms, tags);
}

function rename(scene: Scene, { source, params, tags }: IrcMessage): void {
  const name = nameOf(source);
  const newName = params[0] ?? name;
  const own = scene.isSelf(name);
  const rooms = scene.rooms.rename(name, newName);
  if (own) scene.renamed(newName);
  const time = moment(tags);
  scene.tell('presence', { state: 'renamed', name, newName, text: '', rooms, own, time });
}

function away(scene: Scene, { source, params, tags }: IrcMessage): void {
  const name = nameOf(source);
  const [text = ''] = params;
  presence(scene, text === '' ? 'back' : 'away', name, text, scene.rooms.roomsOf(name), tags);
}

function presence(
  scene: Scene,
  state: 'away' | 'back' | 'gone',
  name: string,
  text: string,
  rooms: readonly string[],
  tags: IrcMessage['tags'],
): void {
  const own = scene.isSelf(name);
  scene.tell('presence', { state, name, newName: undefined, text, rooms, own, time: moment(tags) });
}

function moment(tags: IrcMessage['tags']): Date {
  return timeOf(tags) ?? new Date();
}
