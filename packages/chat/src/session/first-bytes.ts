import type { Client } from './client.ts';

/** What a client may speak, by its first bytes. */
export type Speech = 'http' | 'text';

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

/** What the bytes show the client to speak; undefined if more of them could tell. */
export function recognise(first: string): Speech | undefined {
  if (isHttpRequest(first)) return 'http';
  return first === '' || maybeHttp.test(first) ? undefined : 'text';
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
