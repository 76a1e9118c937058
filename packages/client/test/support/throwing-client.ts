import { once } from 'node:events';
import { connect } from '../../src/index.ts';

/** The results of a client with a listener that throws. */
export interface Thrown {
  /** The uncaught exceptions, in order. */
  readonly uncaught: readonly string[];
  /** The error the client ended with. */
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
// The server closes the connection on this line, and stores a message during the disconnection.
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
