import { message } from '../irc/message.ts';
import { Capabilities } from './capabilities.ts';
import type { LoginTalk } from './login-talk.ts';

/** How a server that knows nothing of capabilities answers `CAP`. */
const unknown = new Set(['421', '410', '451']);

/** Asks what the server can, and agrees on what both can. A server that knows no `CAP` can nothing. */
export async function agreeOnCapabilities(talk: LoginTalk): Promise<Capabilities> {
  const capabilities = new Capabilities();
  talk.send(message('CAP', 'LS', '302'));
  talk.negotiated = await talk.until((answer) => {
    if (unknown.has(answer.command)) return false;
    if (answer.command !== 'CAP' || answer.params[1]?.toUpperCase() !== 'LS') return undefined;
    capabilities.take(answer);
    return answer.params[2] === '*' && answer.params.length > 3 ? undefined : true;
  });
  const wanted = capabilities.missing.filter(
    (name) => name !== 'sasl' || offersPlain(capabilities),
  );
  if (wanted.length > 0 && !(await request(talk, capabilities, wanted))) {
    // Refused as a whole: one of them, then, is not to be had.
    for (const name of wanted) await request(talk, capabilities, [name]);
  }
  return capabilities;
}

async function request(
  talk: LoginTalk,
  capabilities: Capabilities,
  names: readonly string[],
): Promise<boolean> {
  talk.send(message('CAP', 'REQ', names.join(' ')));
  return await talk.until((answer) => {
    if (answer.command !== 'CAP') return undefined;
    const verb = answer.params[1]?.toUpperCase();
    if (verb === 'ACK') capabilities.take(answer);
    return verb === 'ACK' ? true : verb === 'NAK' ? false : undefined;
  });
}

function offersPlain(capabilities: Capabilities): boolean {
  const mechanisms = capabilities.offered('sasl') ?? '';
  return mechanisms === '' || mechanisms.toUpperCase().split(',').includes('PLAIN');
}
