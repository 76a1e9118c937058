import { visible } from '../../../../common/text/visible.ts';
import type { Completion, Outcome } from '../executor.ts';

/**
 * The protocol of the control socket, line by line. A controller sends command lines. The server sends the output of each
 * command, then `.ok` or `.error CODE message`. An output line that begins with a dot gets another dot in front. All
 * other lines that begin with a dot are control messages: a name, and JSON after it.
 */
export type ControlMessage =
  | { readonly type: 'ok' }
  | { readonly type: 'error'; readonly code: string; readonly message: string }
  | { readonly type: 'ask'; readonly question: string }
  | { readonly type: 'answer'; readonly yes: boolean }
  | { readonly type: 'frame'; readonly text: string }
  | { readonly type: 'hello'; readonly value: unknown }
  | { readonly type: 'complete'; readonly value: unknown }
  | { readonly type: 'interrupt' };

/** The `.hello {...}` of a controller, before its first command and when its window is resized. */
export interface ClientHello {
  /** Whether it can ask the user, and responds to `.ask` with `.answer true` or `.answer false`. */
  readonly asks?: boolean;
  /** Whether it can draw over the last frame. */
  readonly frames?: boolean;
  readonly colors?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** The `.hello {...}` of the server. */
export interface ServerHello {
  readonly protocol: 1;
  readonly name: string;
  /** The path of its data folder, if it has one. */
  readonly data?: string;
}

/** Encodes output lines. */
export function encodeText(text: string): string {
  return `${text.replace(/^\./gm, '..')}\n`;
}

/** Encodes the result of a command. */
export function encodeOutcome(outcome: Outcome): string {
  return encodeMessage(outcome.ok ? { type: 'ok' } : { type: 'error', ...outcome });
}

/** Encodes a control message. */
export function encodeMessage(message: ControlMessage): string {
  switch (message.type) {
    case 'ok':
    case 'interrupt':
      return `.${message.type}\n`;
    case 'error':
      return `.error ${message.code} ${message.message}\n`;
    case 'ask':
      return `.ask ${JSON.stringify(message.question)}\n`;
    case 'answer':
      return `.answer ${message.yes}\n`;
    case 'frame':
      return `.frame ${JSON.stringify(message.text)}\n`;
    case 'hello':
    case 'complete':
      return `.${message.type} ${JSON.stringify(message.value)}\n`;
    default:
      return message satisfies never;
  }
}

/** Decodes a line: output, or a control message, which has a `type`. Undefined for an invalid control message. */
export function decodeLine(line: string): { text: string } | ControlMessage | undefined {
  if (!line.startsWith('.')) return { text: line };
  if (line.startsWith('..')) return { text: line.slice(1) };
  const [, type = '', rest = ''] = /^\.(\w+)(?: (.*))?$/su.exec(line) ?? [];
  switch (type) {
    case 'ok':
    case 'interrupt':
      return { type };
    case 'error': {
      const [code = '', ...message] = rest.split(' ');
      return { type, code, message: message.join(' ') };
    }
    default:
      return decodeJson(type, rest);
  }
}

function decodeJson(type: string, rest: string): ControlMessage | undefined {
  let value: unknown;
  try {
    value = JSON.parse(rest === '' ? '{}' : rest);
  } catch {
    return undefined;
  }
  if (type === 'hello' || type === 'complete') return { type, value };
  if (type === 'answer') return { type, yes: value === true };
  if (typeof value !== 'string') return undefined;
  if (type === 'ask') return { type, question: value };
  return type === 'frame' ? { type, text: value } : undefined;
}

/**
 * Makes the texts of a server's message safe for a terminal. Frames, like the output of commands, are left to
 * {@link sanitizeOutput}.
 */
export function sanitizeMessage(message: ControlMessage): ControlMessage {
  switch (message.type) {
    case 'error':
      return { ...message, code: visible(message.code), message: visible(message.message) };
    case 'ask':
      return { ...message, question: visible(message.question) };
    case 'hello':
      return { ...message, value: sanitizeHello(message.value as Partial<ServerHello> | null) };
    case 'complete':
      return { ...message, value: sanitizeCompletion(message.value) };
    default:
      return message;
  }
}

function sanitizeHello(value: Partial<ServerHello> | null): ServerHello {
  const { name, data } = value ?? {};
  return {
    protocol: 1,
    name: visible(String(name)),
    ...(typeof data === 'string' && { data: visible(data) }),
  };
}

function sanitizeCompletion(value: unknown): Completion {
  const [candidates, word] = (Array.isArray(value) ? value : []) as unknown[];
  const safe = Array.isArray(candidates) ? candidates.map((one) => visible(String(one))) : [];
  // The word was typed here, and is compared with what was typed.
  return [safe, typeof word === 'string' ? word : ''];
}

/** Keeps the line breaks and colors of a server's output, and makes all other control characters visible. */
export function sanitizeOutput(text: string, { colors }: { colors: boolean }): string {
  return text
    .split('\n')
    .map((line) =>
      line
        // eslint-disable-next-line no-control-regex
        .split(/(\x1b\[[\d;]{0,16}m)/)
        .map((part, index) => (index % 2 === 0 || !colors ? visible(part) : part))
        .join(''),
    )
    .join('\n');
}
