import type { Outcome } from '../shell/io.ts';

/**
 * The lines of the control socket. A controller sends command lines. What a command prints comes as it is, except that
 * a line that begins with a dot gets another one before it; then comes `.ok`, or `.error CODE message`. Other lines
 * that begin with one dot are signs, with JSON behind their name.
 */
export type Sign =
  | { readonly type: 'ok' }
  | { readonly type: 'error'; readonly code: string; readonly message: string }
  | { readonly type: 'ask'; readonly question: string }
  | { readonly type: 'answer'; readonly yes: boolean }
  | { readonly type: 'frame'; readonly text: string }
  | { readonly type: 'hello'; readonly value: unknown }
  | { readonly type: 'complete'; readonly value: unknown }
  | { readonly type: 'interrupt' };

/** What a controller may tell of itself, with `.hello {...}`, before its first command. */
export interface Hello {
  /** Whether it can ask somebody, and will send `.answer true` or `.answer false` after `.ask`. */
  readonly asks?: boolean;
  /** Whether it can draw over the last frame. */
  readonly frames?: boolean;
  readonly colors?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** What the server tells of itself. */
export interface Welcome {
  readonly protocol: 1;
  readonly name: string;
}

/** Writes output lines. */
export function encodeText(text: string): string {
  return `${text.replace(/^\./gm, '..')}\n`;
}

/** Writes a sign. */
export function encodeSign(sign: Sign): string {
  switch (sign.type) {
    case 'ok':
    case 'interrupt':
      return `.${sign.type}\n`;
    case 'error':
      return `.error ${sign.code} ${sign.message}\n`;
    case 'ask':
      return `.ask ${JSON.stringify(sign.question)}\n`;
    case 'answer':
      return `.answer ${sign.yes}\n`;
    case 'frame':
      return `.frame ${JSON.stringify(sign.text)}\n`;
    case 'hello':
    case 'complete':
      return `.${sign.type} ${JSON.stringify(sign.value)}\n`;
    default:
      return sign satisfies never;
  }
}

/** Writes how a command ended. */
export function encodeOutcome(outcome: Outcome): string {
  return encodeSign(outcome.ok ? { type: 'ok' } : { type: 'error', ...outcome });
}

/** Reads a line: a text, or a sign, which has a `type`, and may have a text too; undefined for a sign that is none. */
export function decodeLine(line: string): { text: string } | Sign | undefined {
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

function decodeJson(type: string, rest: string): Sign | undefined {
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
