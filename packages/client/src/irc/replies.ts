import type { ServerReply } from '../errors.ts';
import type { IrcMessage } from './message.ts';

/** Numerics in the range of errors that refuse nothing: no MOTD, already logged in. */
const harmless = new Set(['422', '907']);

/** The refusal in a message, a `FAIL` or an error numeric; undefined for any other message. */
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

/** Whether a refusal is temporary, judged by its words: there is no numeric for it. */
export function isTemporary(reply: ServerReply): boolean {
  // The reason of a ban (465) may hold any words.
  if (reply.code === '465') return false;
  return (
    /RATE|THROTTL|TEMPORAR|TRY_?AGAIN/i.test(reply.code) ||
    /too many|try again|throttl|\bwait\b|\blater\b/i.test(reply.text)
  );
}

/** Whether a message responds to a request, as far as this can be told without labels. */
export function isResponseTo(request: IrcMessage, { command, params }: IrcMessage): boolean {
  if (command === 'FAIL') return params[0]?.toUpperCase() === request.command;
  if (/^[123]\d\d$/.test(command)) return true;
  // An error numeric names its subject: the command, or one of its parameters.
  const subjects = [request.command, ...request.params].map((word) => word.toLowerCase());
  const named = params.slice(1, -1).map((word) => word.toLowerCase());
  return /^[45]\d\d$/.test(command) && named.some((word) => subjects.includes(word));
}
