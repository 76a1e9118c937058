import { serverName } from '../render/irc-line.ts';
import type { Client } from '../session/client.ts';
import { errorLine } from './irc-reader.ts';

/** Asks a client that says nothing whether it is still there, and closes one that does not answer. */
export class Pinger {
  readonly #client: Client;
  readonly #timer: NodeJS.Timeout;
  #asked = false;

  constructor(client: Client, afterMs: number) {
    this.#client = client;
    this.#timer = setInterval(() => this.#ask(), afterMs);
    client.onGone(() => clearInterval(this.#timer));
  }

  /** The client has said something. */
  heard(): void {
    this.#asked = false;
    this.#timer.refresh();
  }

  #ask(): void {
    if (this.#asked) {
      return this.#client.close('ping timeout', 'lost', errorLine('Closing link: ping timeout'));
    }
    this.#asked = true;
    this.#client.write(`PING ${serverName}\r\n`);
  }
}
