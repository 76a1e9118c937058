import { once } from 'node:events';
import { connect } from '../../src/index.ts';

/** What became of a client with a listener that throws. */
export interface Thrown {
  /** What nobody caught, in order. */
  readonly uncaught: readonly string[];
  /** What the client ended with. */
  readonly code: string | undefined;
  readonly cause: string | undefined;
  readonly connected: boolean;
}

const [, , port, event = ''] = process.argv;
const uncaught: string[] = [];
process.on('uncaughtException', ({ message }) => uncaught.push(message));

const client = await connect({
  host: '127.0.0.1',
  port: Number(port),
  account: 'anna',
  password: 'secret',
  wantToken: true,
  reconnect: { initialDelayMs: 20, maxDelayMs: 50 },
});
const closed = once(client, 'close') as Promise<[error?: { code: string; cause: Error }]>;
client.on(event, () => {
  throw new Error('a mistake');
});
// The server ends the connection at this, and says something while we are away.
void client
  .settled()
  .then(() => client.command('DROP'))
  .catch(() => {});
if (event === 'close') void client.close();
const [error] = await closed;
await client.close();
const { connected } = client;
const outcome: Thrown = { uncaught, code: error?.code, cause: error?.cause.message, connected };
process.stdout.write(JSON.stringify(outcome));
