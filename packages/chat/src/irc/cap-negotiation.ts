import { capabilities, type Capability, parseRequest } from '../render/irc-capabilities.ts';
import { bytesBehind } from '../render/irc-line.ts';
import type { Reply } from './reply.ts';
import { wrapWords } from './wrap-words.ts';

/** What a client and the server agree on beyond IRC itself (IRCv3 capability negotiation). */
export class CapNegotiation {
  /** What the client has been given. */
  readonly granted = new Set<Capability>();
  /** The client has begun to negotiate and not ended it: its registration waits. */
  open = false;
  #version = 301;

  /** Answers a `CAP` command. */
  handle([subcommand = '', argument = '']: readonly string[], reply: Reply): void {
    switch (subcommand.toUpperCase()) {
      case 'LS':
        this.open = true;
        this.#version = Math.max(this.#version, Number.parseInt(argument, 10) || 0);
        if (this.#version >= 302) this.granted.add('cap-notify');
        return reply.line('CAP', reply.nick, 'LS', this.#list());
      case 'LIST':
        return reply.line('CAP', reply.nick, 'LIST', [...this.granted].join(' '));
      case 'REQ':
        this.open = true;
        return this.#request(argument, reply);
      case 'END':
        this.open = false;
        return;
      default:
        return reply.numeric('410', subcommand || '*', 'Invalid CAP command');
    }
  }

  #list(): string {
    return [...capabilities]
      .map(([name, value]) => (value && this.#version >= 302 ? `${name}=${value}` : name))
      .join(' ');
  }

  #request(text: string, reply: Reply): void {
    const changes = parseRequest(text);
    if (!changes) return this.#repeat('NAK', text, reply);
    for (const [name, wanted] of changes) {
      if (wanted) this.granted.add(name);
      else this.granted.delete(name);
    }
    this.#repeat('ACK', text, reply);
  }

  /** Answers with what was asked for; what is too long for one line takes several, as IRCv3 has it. */
  #repeat(answer: 'ACK' | 'NAK', text: string, reply: Reply): void {
    const maxBytes = bytesBehind('CAP', reply.nick, answer);
    const fits = Buffer.byteLength(text) <= maxBytes;
    const lines = fits ? [text] : wrapWords(text.split(/ +/), maxBytes);
    for (const line of lines) reply.line('CAP', reply.nick, answer, line);
  }
}
