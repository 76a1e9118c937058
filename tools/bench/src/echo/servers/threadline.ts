/**
 * The server under test. Argument: the options of `listen()` as JSON. Responds to each line on standard input with its
 * `Placement` as JSON.
 */
import { listen, type ListenOptions } from '@threadline/server';
import { servePlacement } from '../../side-by-side/serve-placement.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as Partial<ListenOptions>;
const server = await listen({
  ...options,
  handler: new URL(import.meta.resolve('@threadline/echo')),
});
console.log(`listening ${server.address.port} ${process.pid}`);

servePlacement(server);
