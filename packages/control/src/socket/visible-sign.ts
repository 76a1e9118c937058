import { visible } from '../../../../common/text/visible.ts';
import type { Completion } from '../shell/io.ts';
import type { Sign, Welcome } from './protocol.ts';

/**
 * A sign of a server's as it may be shown: no text in it controls a terminal. A frame stays as it is: who draws it makes
 * it fit, as with what a command prints.
 */
export function visibleSign(sign: Sign): Sign {
  switch (sign.type) {
    case 'error':
      return { ...sign, code: visible(sign.code), message: visible(sign.message) };
    case 'ask':
      return { ...sign, question: visible(sign.question) };
    case 'hello':
      return { ...sign, value: visibleWelcome(sign.value as Partial<Welcome> | null) };
    case 'complete':
      return { ...sign, value: visibleCompletion(sign.value) };
    default:
      return sign;
  }
}

function visibleWelcome(value: Partial<Welcome> | null): Welcome {
  return { protocol: 1, ...value, name: visible(String(value?.name)) };
}

function visibleCompletion(value: unknown): Completion {
  const [candidates, word] = (Array.isArray(value) ? value : []) as unknown[];
  const fit = Array.isArray(candidates) ? candidates.map((one) => visible(String(one))) : [];
  // The word is what was typed here, and is compared with that.
  return [fit, typeof word === 'string' ? word : ''];
}
