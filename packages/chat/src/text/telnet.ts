/** Bytes of RFC 854 and RFC 857. */
const IAC = 255;
const DONT = 254;
const DO = 253;
const WONT = 252;
const WILL = 251;
const SB = 250;
const SE = 240;
const ECHO = 1;
/** RFC 860: a telnet client throws away all output until this is answered, so each one is. */
const TIMING_MARK = 6;

/** So long may a subnegotiation be; it is read over, never kept. */
const maxSubnegotiationBytes = 1024;
/** So many answers may a client ask for without any text between: more than its options, by far. */
const maxAnswers = 100;

/**
 * Takes telnet's own bytes out of what a client sends, whatever way they are cut into chunks, and refuses
 * every option that is offered. A byte 255 is never part of UTF-8, so nothing else is touched.
 */
export class Telnet {
  /** The client has shown that it understands telnet. */
  spoken = false;
  /** A subnegotiation had no end, or the negotiations have none: this is no telnet client. */
  broken = false;
  /** The client has turned out to speak something else: nothing is filtered. */
  off = false;
  readonly #reply: (bytes: Buffer) => void;
  readonly #refused = new Set<number>();
  #state: 'text' | 'iac' | 'option' | 'sub' | 'sub-iac' = 'text';
  #verb = 0;
  #subnegotiationBytes = 0;
  /** Answers to what is filtered at the moment. */
  readonly #answers: number[] = [];
  /** How many there were since the last text. */
  #answered = 0;
  #hiding = false;

  constructor(reply: (bytes: Buffer) => void) {
    this.#reply = reply;
  }

  /** Asks the client to show no more of what is typed. */
  hide(): void {
    this.#hiding = true;
    this.#reply(Buffer.from([IAC, WILL, ECHO]));
  }

  /** Lets the client show what is typed again, if it had agreed not to. */
  unhide(): void {
    if (this.#hiding && this.spoken) this.#reply(Buffer.from([IAC, WONT, ECHO]));
    this.#hiding = false;
  }

  /** What is left of a chunk without telnet's bytes. All that these ask is answered with one reply. */
  filter(chunk: Buffer): Buffer {
    if (this.off || (this.#state === 'text' && !chunk.includes(IAC))) {
      this.#answered = 0;
      return chunk;
    }
    const text = Buffer.allocUnsafe(chunk.length);
    let length = 0;
    for (const byte of chunk) {
      if (!this.#take(byte)) continue;
      text[length] = byte;
      length += 1;
      this.#answered = 0;
    }
    if (this.#answers.length > 0) this.#reply(Buffer.from(this.#answers.splice(0)));
    return text.subarray(0, length);
  }

  /** True if the byte is text. */
  #take(byte: number): boolean {
    switch (this.#state) {
      case 'text':
        if (byte !== IAC) return true;
        this.#state = 'iac';
        return false;
      case 'iac':
        return this.#command(byte);
      case 'option':
        this.#state = 'text';
        this.#answer(byte);
        return false;
      case 'sub':
        this.#subnegotiationBytes += 1;
        this.broken ||= this.#subnegotiationBytes > maxSubnegotiationBytes;
        if (byte === IAC) this.#state = 'sub-iac';
        return false;
      case 'sub-iac':
        this.#state = byte === SE ? 'text' : 'sub';
        return false;
    }
  }

  #command(byte: number): boolean {
    this.#state = 'text';
    // IAC IAC is the byte 255 itself; the line that holds it is then refused as not UTF-8.
    if (byte === IAC) return true;
    this.spoken = true;
    if (byte >= WILL) {
      this.#verb = byte;
      this.#state = 'option';
    } else if (byte === SB) {
      this.#subnegotiationBytes = 0;
      this.#state = 'sub';
    }
    return false;
  }

  #answer(option: number): void {
    if (this.#verb === DONT || this.#verb === WONT) return;
    // DO ECHO agrees to what was offered; and no option is refused twice, or two ends could go on for ever.
    if (this.#verb === DO && option === ECHO && this.#hiding) return;
    const key = this.#verb * 256 + option;
    if (this.#refused.has(key) && option !== TIMING_MARK) return;
    this.#refused.add(key);
    this.#answered += 1;
    this.broken ||= this.#answered > maxAnswers;
    if (!this.broken) this.#answers.push(IAC, this.#verb === DO ? WONT : DONT, option);
  }
}
