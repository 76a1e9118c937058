import { logBounded } from './bounded-log.ts';
import type { Client } from './client.ts';

const body = 'This is a chat server: come with nc or telnet, not with a web browser.\r\n';

/** Tells a web client that it is wrong here; nothing of its request is looked at. */
export function refuseHttp(client: Client): void {
  const head = [
    'HTTP/1.1 400 Bad Request',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  logBounded(client.context, 'info', 'HTTP request refused', { remoteAddress: client.address });
  client.close('not a web server', 'closed', `${head.join('\r\n')}\r\n\r\n${body}`);
}
