import { capabilities, type Capability, parseRequest } from '../render/irc-capabilities.ts';
import { bytesBehind } from '../render/irc-line.ts';
import { type CommandResponse, wrapWords } from './response.ts';

/** The capability negotiation with one client (IRCv3). */
export class CapNegotiation {
  /** The capabilities that the client has enabled. */
  readonly granted = new Set<Capability>();
  /** The client has begun to negotiate and not ended it; its registration waits for that. */
  open = false;
  #version = 301;

  /** Handles a `CAP` command. */
  handle([subcommand = '', argument = '']: readonly string[], response: CommandResponse): void {
    switch (subcommand.toUpperCase()) {
      case 'LS':
        this.open = true;
        this.#version = Math.max(this.#version, Number.parseInt(argument, 10) || 0);
        if (this.#version >= 302) this.granted.add('cap-notify');
        return response.line('CAP', response.nick, 'LS', this.#list());
      case 'LIST':
        return response.line('CAP', response.nick, 'LIST', [...this.granted].join(' '));
      case 'REQ':
        this.open = true;
        return this.#request(argument, response);
      case 'END':
        this.open = false;
        return;
      default:
        return response.numeric('410', subcommand || '*', 'Invalid CAP command');
    }
  }

  #list(): string {
    return [...capabilities]
      .map(([name, value]) => (value && this.#version >= 302 ? `${name}=${value}` : name))
      .join(' ');
  }

  #request(text: string, response: CommandResponse): void {
    const changes = parseRequest(text);
    if (!changes) return this.#repeat('NAK', text, response);
    for (const [name, wanted] of changes) {
      if (wanted) this.granted.add(name);
      else this.granted.delete(name);
    }
    this.#repeat('ACK', text, response);
  }

  /** Repeats the requested capabilities, in several lines if they are too long for one. */
  #repeat(verdict: 'ACK' | 'NAK', text: string, response: CommandResponse): void {
    const maxBytes = bytesBehind('CAP', response.nick, verdict);
    const fits = Buffer.byteLength(text) <= maxBytes;
    const lines = fits ? [text] : wrapWords(text.split(/ +/), maxBytes);
    for (const line of lines) response.line('CAP', response.nick, verdict, line);
  }
}
