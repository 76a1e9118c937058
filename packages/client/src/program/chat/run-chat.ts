import { visible } from '../../../../../common/text/visible.ts';
import { messageOf } from '../../../../../common/thrown.ts';
import { isTerminal } from '../../../../../common/terminal/streams.ts';
import type { ChatClient } from '../../chat/chat-client.ts';
import type { ClientOptions } from '../../connection/client-options.ts';
import type { ChatInvocation } from '../arguments.ts';
import { openTokenFile, type TokenFile } from '../saved-state.ts';
import { accountName, dialOptions, formatAddress, insecureWarning } from '../server-address.ts';
import { printLine, readLines, type Streams } from '../streams.ts';
import { UsageError } from '../usage.ts';
import { ChatProgram } from './chat-program.ts';
import { askHidden } from './hidden-question.ts';
import { logIn } from './interactive-login.ts';
import type { View } from './views.ts';

/** How many earlier messages of a room are shown on joining it. */
const historyOnJoin = 20;

/** Runs the chat; resolves to the exit code. Throws if the login fails. */
export async function runChat(invocation: ChatInvocation, streams: Streams): Promise<number> {
  const { address, save, json, plain, rooms, execute, verbose } = invocation;
  const { input, output, errorOutput, env } = streams;
  const onTerminal = isTerminal(input, output, env) && !plain && !json;
  const server = formatAddress(address);
  const tokens = save ? openTokenFile(env) : undefined;
  const print = (text: string): void => printLine(errorOutput, '-- ', text);
  const warning = insecureWarning(invocation);
  if (warning !== undefined) print(`warning: ${warning}`);

  const lines = onTerminal ? undefined : readLines(input);
  const password = invocation.passwordStdin
    ? await readPassword(streams, lines)
    : env['THREADLINE_PASSWORD'];
  let view = undefined as View | undefined;
  const options: ClientOptions & { readonly port: number } = {
    ...dialOptions(invocation),
    account: accountName(address, env),
    rooms,
    wantToken: tokens !== undefined,
    historyOnJoin: onTerminal && execute.length === 0 ? historyOnJoin : 0,
    ...(verbose && {
      onRaw: (direction, line) => {
        if (view !== undefined) view.show({ type: 'raw', direction, line });
        else errorOutput.write(`${direction === 'in' ? '<' : '>'} ${visible(line)}\n`);
      },
    }),
  };
  if (verbose) print(`connecting to ${server}${address.tls ? ' with TLS' : ''}`);
  const client = await logIn({
    client: options,
    server,
    tokens,
    password,
    register: invocation.register,
    home: env['HOME'],
    ask: onTerminal ? (question) => askHidden(question, { input, output }) : undefined,
    print,
  });
  saveTokens(client, server, tokens, print);
  const program = new ChatProgram(client, { invocation, streams, onTerminal, server, tokens });
  view = program.view;
  return await program.run(lines);
}

/** Reads the password from the first line of the input. */
async function readPassword(
  { input, output }: Streams,
  lines: AsyncGenerator<string, undefined> | undefined,
): Promise<string> {
  const line =
    lines === undefined ? await askHidden('', { input, output }) : (await lines.next()).value;
  if (line === undefined || line === '') throw new UsageError('No password in the input');
  return line;
}

function saveTokens(
  client: ChatClient,
  server: string,
  tokens: TokenFile | undefined,
  print: (text: string) => void,
): void {
  client.on('token', (issued) => {
    try {
      tokens?.set(server, client.name, issued);
    } catch (error) {
      print(`could not save the session token: ${messageOf(error)}`);
    }
  });
}
