import { logBounded } from './bounded-log.ts';
import type { Client } from './client.ts';

/** What a client speaks, judged by its first bytes. */
type Dialect = 'http' | 'irc' | 'text';

/** What a client sent first. */
export interface FirstBytes {
  readonly dialect: Dialect;
  /** The bytes read so far. */
  readonly bytes: Buffer;
  /** The client has ended its side of the connection. */
  readonly ended: boolean;
}

/** A client silent for this long, in ms, waits to be greeted: it speaks text. */
const silenceMs = 300;
/** The dialect shows within this many bytes, or it is text. */
const maxBytes = 1024;

/** Reads a client's first bytes until they show its dialect, and pauses the socket. */
export function detectDialect(client: Client): Promise<FirstBytes> {
  const { socket } = client;
  let bytes: Buffer = Buffer.alloc(0);
  return new Promise((resolve) => {
    const settle = (dialect: Dialect, ended = false): void => {
      clearTimeout(timer);
      socket.off('data', onData);
      socket.off('end', onEnd);
      socket.pause();
      resolve({ dialect, bytes, ended });
    };
    const onData = (chunk: Buffer): void => {
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
      const dialect = dialectOf(bytes.toString('latin1'));
      if (dialect ?? bytes.length >= maxBytes) settle(dialect ?? 'text');
    };
    const onEnd = (): void => settle('text', true);
    const timer = setTimeout(() => settle('text'), silenceMs);
    client.onGone(onEnd);
    socket.on('end', onEnd);
    socket.on('data', onData);
    socket.resume();
  });
}

/** The dialect that the bytes show; undefined if it takes more of them. */
function dialectOf(bytes: string): Dialect | undefined {
  if (isHttpRequest(bytes)) return 'http';
  if (isIrcCommand(bytes)) return 'irc';
  return bytes === '' || maybeHttp.test(bytes) || maybeIrc(bytes) ? undefined : 'text';
}

const httpRequest = /^(?:GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH|PRI) \S+ HTTP\//;
const maybeHttp =
  /^(?:[A-Z]{1,7}|(?:GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH|PRI) [^\r\n]*)$/;

/** Whether a line begins an HTTP request. */
export function isHttpRequest(line: string): boolean {
  return httpRequest.test(line);
}

const ircVerbs = ['AUTHENTICATE', 'CAP', 'NICK', 'PASS', 'USER'];
const ircCommand = new RegExp(`^(?:${ircVerbs.join('|')}) \\S`, 'i');

/** Whether a line begins the registration of an IRC client. */
export function isIrcCommand(line: string): boolean {
  return ircCommand.test(line);
}

/** Whether the bytes may become such a line. */
function maybeIrc(bytes: string): boolean {
  const [verb = '', ...rest] = bytes.toUpperCase().split(' ');
  if (/[\r\n]/.test(bytes)) return false;
  return rest.length > 0 ? ircVerbs.includes(verb) : ircVerbs.some((one) => one.startsWith(verb));
}

const httpBody = 'This is a chat server: connect with nc or telnet, not with a web browser.\r\n';

/** Answers an HTTP request with 400 and closes the client, without reading the rest of the request. */
export function rejectHttp(client: Client): void {
  const head = [
    'HTTP/1.1 400 Bad Request',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${httpBody.length}`,
    'Connection: close',
  ];
  logBounded(client.context, 'info', 'HTTP request rejected', { remoteAddress: client.address });
  client.close('not a web server', 'closed', `${head.join('\r\n')}\r\n\r\n${httpBody}`);
}
