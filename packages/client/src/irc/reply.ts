import type { ServerReply } from '../errors.ts';
import type { IrcMessage } from './message.ts';

/** No MOTD, and "you are logged in already": an error by its number, but nothing was refused. */
const harmless = new Set(['422', '907']);

/** What a message refuses: a `FAIL`, or an error numeric. Undefined for any other message. */
export function refusalIn({ command, params }: IrcMessage): ServerReply | undefined {
  const text = params.at(-1) ?? '';
  if (command === 'FAIL') return { code: params[1] ?? 'FAIL', text };
  const isError = /^[45]\d\d$/.test(command) || command === '263' || /^90[24568]$/.test(command);
  if (!isError || harmless.has(command)) return undefined;
  return { code: command, text };
}

/** The first refusal among messages. */
export function firstRefusal(messages: readonly IrcMessage[]): ServerReply | undefined {
  for (const message of messages) {
    const refusal = refusalIn(message);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** Whether the server only asks for patience, by its words: there is no numeric for it. */
export function asksForPatience(reply: ServerReply): boolean {
  return (
    /RATE|THROTTL|TEMPORAR|TRY_?AGAIN/i.test(reply.code) ||
    /too many|try again|throttl|\bwait\b|\blater\b/i.test(reply.text)
  );
}
