import type { ListenerAddress, ThreadedServer } from '@threadline/server';

/** Tells, line by line, where a server listens and what happens to its clients and threads. */
export function report(name: string, server: ThreadedServer, print: (line: string) => void): void {
  print(`${name} listening on ${written(server.address)}`);
  server.on('connection', ({ id, remoteAddress, remotePort, threadId, shared }) => {
    print(
      `${name}: client ${id} from ${remoteAddress}:${remotePort} on thread ${threadId}${shared ? ' (shared)' : ''}`,
    );
  });
  server.on('disconnect', ({ id, threadId, reason, bytesIn, bytesOut }) => {
    print(
      `${name}: client ${id} left thread ${threadId}: ${reason}, ${bytesIn} bytes in, ${bytesOut} out`,
    );
  });
  server.on('refuse', ({ remoteAddress, reason }) =>
    print(`${name}: refused a client from ${remoteAddress}: ${reason}`),
  );
  server.on('crash', ({ threadId, reason, error }) =>
    print(`${name}: thread ${threadId} crashed: ${reason}, ${error.message}`),
  );
  server.on('hang', ({ threadId, silentMs }) =>
    print(`${name}: thread ${threadId} hung for ${silentMs} ms and was ended`),
  );
  server.on('pause', () => print(`${name} paused: new clients are refused, those here stay`));
  server.on('resume', (address) => print(`${name} listening on ${written(address)}`));
  server.on('log', ({ level, message, connectionId }) => {
    if (level !== 'debug')
      print(`${name}: ${connectionId === undefined ? '' : `client ${connectionId} `}${message}`);
  });
}

function written({ address, port }: ListenerAddress): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
