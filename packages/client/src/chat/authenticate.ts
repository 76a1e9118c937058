import { ClientError, type ServerReply } from '../errors.ts';
import { message } from '../irc/message.ts';
import { refusalIn } from '../irc/reply.ts';
import { type LoginTalk, refused } from './login-talk.ts';

interface Secrets {
  readonly account: string;
  readonly password?: string | undefined;
  readonly token?: string | undefined;
}

/** Bytes of an `AUTHENTICATE` line (IRCv3 sasl-3.1). */
const chunkBytes = 400;

/** Proves who we are by SASL PLAIN: by the token, and if that is refused by the password. */
export async function authenticate(
  talk: LoginTalk,
  { account, password, token }: Secrets,
): Promise<{ by: 'token' | 'password'; tokenRefused: ClientError | undefined }> {
  let tokenRefused: ClientError | undefined;
  if (token !== undefined) {
    const refusal = await plain(talk, account, token);
    if (refusal === undefined) return { by: 'token', tokenRefused };
    tokenRefused = refused('ERR_CLIENT_LOGIN_REFUSED', refusal);
    if (password === undefined || tokenRefused.code === 'ERR_CLIENT_THROTTLED') throw tokenRefused;
  }
  const refusal = await plain(talk, account, password ?? '');
  if (refusal === undefined) return { by: 'password', tokenRefused };
  throw refused('ERR_CLIENT_LOGIN_REFUSED', refusal);
}

/** Undefined if the server takes it. */
async function plain(
  talk: LoginTalk,
  account: string,
  secret: string,
): Promise<ServerReply | undefined> {
  talk.send(message('AUTHENTICATE', 'PLAIN'));
  const early = await outcome(talk, true);
  if (early !== 'go on') return early;
  const response = Buffer.from(`\0${account}\0${secret}`).toString('base64');
  for (let at = 0; at < response.length; at += chunkBytes) {
    talk.send(message('AUTHENTICATE', response.slice(at, at + chunkBytes)));
  }
  // A last chunk that is full says that there are more; an empty one says that there are not.
  if (response.length % chunkBytes === 0) talk.send(message('AUTHENTICATE', '+'));
  const late = await outcome(talk, false);
  return late === 'go on' ? undefined : late;
}

async function outcome(
  talk: LoginTalk,
  early: boolean,
): Promise<ServerReply | 'go on' | undefined> {
  const { found } = await talk.until<{ found: ServerReply | 'go on' | undefined }>((answer) => {
    const { command, params } = answer;
    if (command === 'AUTHENTICATE')
      return early && params[0] === '+' ? { found: 'go on' } : undefined;
    if (command === '903' || command === '907') return { found: undefined };
    const isRefusal =
      /^90[24568]$/.test(command) || (command === 'FAIL' && params[0] === 'AUTHENTICATE');
    return isRefusal ? { found: refusalIn(answer) } : undefined;
  });
  return found;
}
