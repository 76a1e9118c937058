/**
 * The server under test. Argument: the options of `listen()` as JSON. Answers each line on standard input with one
 * line of JSON that tells how its clients are placed.
 */
import { listen, type ListenOptions } from '@threadline/server';
import { answerPlacement } from '../../side-by-side/answer-placement.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as Partial<ListenOptions>;
const server = await listen({
  ...options,
  handler: new URL(import.meta.resolve('@threadline/echo')),
});
console.log(`listening ${server.address.port} ${process.pid}`);

answerPlacement(server);
