import { join } from 'node:path';
import type { ChatClient } from '../../chat/chat-client.ts';
import type { ClientOptions } from '../../chat/client-options.ts';
import { messageOf } from '../../../../../common/thrown.ts';
import { visible } from '../../../../../common/text/visible.ts';
import { askHidden } from '../../terminal/ask.ts';
import { isTerminal } from '../../../../../common/terminal/streams.ts';
import { showAddress } from '../address.ts';
import type { ChatInvocation } from '../arguments.ts';
import { dialOptions, warning } from '../connection.ts';
import type { Streams } from '../streams.ts';
import { readLines } from '../read-lines.ts';
import { stateFolder, userName } from '../state-folder.ts';
import { TokenFile } from '../token-file.ts';
import { Talk } from './talk.ts';
import { UsageError } from '../usage-error.ts';
import { logIn } from './log-in.ts';
import type { View } from './view.ts';

/** How many messages of a room are shown on entering it. */
const joinHistory = 20;

/** Chats; resolves to the exit code. Before the login, what fails is thrown. */
export async function runChat(invocation: ChatInvocation, streams: Streams): Promise<number> {
  const { address, save, json, plain, rooms } = invocation;
  const { input, output, errorOutput, env } = streams;
  const person = isTerminal(input, output, env) && !plain && !json;
  const server = showAddress(address);
  const folder = stateFolder(env);
  const tokens =
    save && folder !== undefined ? new TokenFile(join(folder, 'tokens.json')) : undefined;
  const tell = (text: string): void => void errorOutput.write(`-- ${text}\n`);
  const warned = warning(invocation);
  if (warned !== undefined) tell(`warning: ${warned}`);

  const lines = person ? undefined : readLines(input);
  const password = invocation.passwordStdin
    ? await readPassword(streams, lines)
    : env['THREADLINE_PASSWORD'];
  const later: { view?: View } = {};
  const client: ClientOptions & { readonly port: number } = {
    ...dialOptions(invocation),
    account: address.name ?? userName(env),
    rooms,
    wantToken: tokens !== undefined,
    historyOnJoin: person && invocation.execute.length === 0 ? joinHistory : 0,
    ...(invocation.verbose && {
      onRaw: (direction, line) => {
        if (later.view !== undefined) later.view.show({ type: 'raw', direction, line });
        else errorOutput.write(`${direction === 'in' ? '<' : '>'} ${visible(line)}\n`);
      },
    }),
  };
  if (invocation.verbose) tell(`connecting to ${server}${address.tls ? ' with TLS' : ''}`);
  const chat = await logIn({
    client,
    server,
    tokens,
    password,
    register: invocation.register,
    ask: person ? (question) => askHidden(question, { input, output }) : undefined,
    tell,
  });
  keepToken(chat, server, tokens, tell);
  const talk = new Talk(chat, { invocation, streams, person, server, tokens });
  later.view = talk.view;
  return await talk.run(lines);
}

/** The first line of the input. */
async function readPassword(
  { input, output }: Streams,
  lines: AsyncGenerator<string, undefined> | undefined,
): Promise<string> {
  const line =
    lines === undefined ? await askHidden('', { input, output }) : (await lines.next()).value;
  if (line === undefined || line === '') throw new UsageError('No password in the input');
  return line;
}

function keepToken(
  client: ChatClient,
  server: string,
  tokens: TokenFile | undefined,
  tell: (text: string) => void,
): void {
  client.on('token', (issued) => {
    try {
      tokens?.set(server, client.name, issued);
    } catch (error) {
      tell(`the session is not kept: ${messageOf(error)}`);
    }
  });
}
