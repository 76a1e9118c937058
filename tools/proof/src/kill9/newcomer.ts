import { connect } from 'node:net';
import type { DialectName } from '../people/person.ts';

/** A client that registers, with a password that is really hashed. */
export interface Newcomer {
  readonly name: string;
  readonly password: string;
  /** Whether the registration was confirmed. */
  told: boolean;
}

const registrations: Readonly<Record<DialectName, (newcomer: Newcomer) => string>> = {
  text: ({ name, password }) => `${name}\n${password}\n${password}\n`,
  irc: ({ name, password }) =>
    `NICK ${name}\r\nUSER x 0 * :x\r\nREGISTER ${name} * ${password}\r\n`,
};
const success = /-- you are in #lobby|REGISTER SUCCESS/;

/** Registers; resolves when the connection ends, after the confirmation or with the server. */
export async function register(
  port: number,
  newcomer: Newcomer,
  dialect: DialectName,
): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' });
  const over = new Promise((resolve) => socket.once('close', resolve));
  let seen = '';
  socket.setEncoding('utf8');
  socket.on('error', () => {});
  socket.on('data', (text: string) => {
    seen += text;
    if (!success.test(seen)) return;
    newcomer.told = true;
    socket.destroy();
  });
  socket.write(registrations[dialect](newcomer));
  await over;
}
