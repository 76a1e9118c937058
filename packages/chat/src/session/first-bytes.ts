import type { Client } from './client.ts';

/** What a client may speak, by its first bytes. */
export type Speech = 'http' | 'irc' | 'text';

/** So long a client that says nothing is waited for; then it is one that wants to be greeted. */
export const silenceMs = 300;
/** What matters is in the first bytes; nobody is listened to for longer. */
const enoughBytes = 1024;

const httpRequest = /^(?:GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH|PRI) \S+ HTTP\//;
const maybeHttp =
  /^(?:[A-Z]{1,7}|(?:GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH|PRI) [^\r\n]*)$/;

/** Whether a line is the first of an HTTP request, which no user of a chat ever types. */
export function isHttpRequest(line: string): boolean {
  return httpRequest.test(line);
}

const ircVerbs = ['AUTHENTICATE', 'CAP', 'NICK', 'PASS', 'USER'];
const ircCommand = new RegExp(`^(?:${ircVerbs.join('|')}) \\S`, 'i');

/** Whether a line is one that begins the registration of an IRC client, and no name. */
export function isIrcCommand(line: string): boolean {
  return ircCommand.test(line);
}

/** Whether the bytes are the beginning of such a line. */
function maybeIrc(first: string): boolean {
  const [verb = '', ...rest] = first.toUpperCase().split(' ');
  if (/[\r\n]/.test(first)) return false;
  return rest.length > 0 ? ircVerbs.includes(verb) : ircVerbs.some((one) => one.startsWith(verb));
}

/** What the bytes show the client to speak; undefined if more of them could tell. */
export function recognise(first: string): Speech | undefined {
  if (isHttpRequest(first)) return 'http';
  if (isIrcCommand(first)) return 'irc';
  return first === '' || maybeHttp.test(first) || maybeIrc(first) ? undefined : 'text';
}

/** What a client sent first, and what that shows. */
export interface FirstBytes {
  readonly speech: Speech;
  /** What was read, which nobody else has seen. */
  readonly bytes: Buffer;
  /** The client has sent everything it will. */
  readonly ended: boolean;
}

/** Waits for a client's first bytes and tells what it speaks; the socket is paused then. */
export function firstBytes(client: Client): Promise<FirstBytes> {
  const { socket } = client;
  let bytes: Buffer = Buffer.alloc(0);
  return new Promise((resolve) => {
    const settle = (speech: Speech, ended = false): void => {
      clearTimeout(timer);
      socket.off('data', take);
      socket.off('end', end);
      socket.pause();
      resolve({ speech, bytes, ended });
    };
    const take = (chunk: Buffer): void => {
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
      const speech = recognise(bytes.toString('latin1'));
      if (speech ?? bytes.length >= enoughBytes) settle(speech ?? 'text');
    };
    const end = (): void => settle('text', true);
    const timer = setTimeout(() => settle('text'), silenceMs);
    client.onGone(end);
    socket.on('end', end);
    socket.on('data', take);
    socket.resume();
  });
}
