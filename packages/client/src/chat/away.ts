import { codeOf } from '../../../../common/thrown.ts';
import { message } from '../irc/message.ts';
import { ask } from './asks.ts';
import type { Link } from './link.ts';

/** That we are away, and why: what the server has agreed to is told on later connections too. */
export class Away {
  #reason = '';

  /** Tells why we are away; '' ends it. Rejects if the server refuses, and then it stays as it was. */
  async set(link: Link, reason: string): Promise<void> {
    await tell(link, reason);
    this.#reason = reason;
  }

  /** Tells it again, on another connection; one that refuses goes without. */
  async resume(link: Link): Promise<void> {
    if (this.#reason === '') return;
    try {
      await tell(link, this.#reason);
    } catch (error) {
      const code = codeOf(error);
      if (code !== 'ERR_CLIENT_REFUSED' && code !== 'ERR_CLIENT_UNSUPPORTED') throw error;
    }
  }
}

async function tell(link: Link, reason: string): Promise<void> {
  await ask(link, message('AWAY', ...(reason === '' ? [] : [reason])));
}
