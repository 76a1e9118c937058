// Two servers that greet, in one process. Usage: node two-servers.ts <maxThreads>. Prints their ports; for each line of
// stdin, how many clients were rejected, by reason, and how many have been served.
import { createInterface } from 'node:readline';
import { listen, type ListenOptions } from '../../src/index.ts';

const options: ListenOptions = {
  handler: new URL('../handlers/greet.ts', import.meta.url),
  maxThreads: Number(process.argv[2]),
};
const servers = await Promise.all([listen(options), listen(options)]);
const rejected: Record<string, number> = {};
let crashes = 0;
for (const server of servers) {
  server.on('reject', ({ reason }) => (rejected[reason] = (rejected[reason] ?? 0) + 1));
  server.on('crash', () => (crashes += 1));
}
console.log(JSON.stringify(servers.map((server) => server.address.port)));
for await (const line of createInterface(process.stdin)) {
  const accepted = await Promise.all(
    servers.map(async (server) => (await server.status()).accepted),
  );
  console.log(JSON.stringify({ line, rejected, crashes, accepted }));
}
process.exit();
