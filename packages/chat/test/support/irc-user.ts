import { User } from './user.ts';

/** Somebody at an IRC client. */
export class IrcUser extends User {
  #inside = false;

  /** Comes over TCP, and says nothing yet. */
  static override async connect(port: number): Promise<IrcUser> {
    const { socket } = await User.connect(port);
    socket.removeAllListeners();
    return new IrcUser(socket);
  }

  /** Comes with these capabilities, makes an account, and is in the lobby with nothing left to read. */
  static override async enter(port: number, name: string, ...caps: string[]): Promise<IrcUser> {
    const user = await IrcUser.connect(port);
    user.send('CAP LS 302', `NICK ${name}`, `USER ${name} 0 * :${name} in full`);
    if (caps.length > 0) user.send(`CAP REQ :${caps.join(' ')}`);
    user.send(`REGISTER ${name} * secret-pass`, 'CAP END');
    await user.sees(' 366 ');
    user.#inside = true;
    await user.settled();
    return user;
  }

  /** Comes by an account there is, with its password or a token, and is in the lobby. */
  static async returns(
    port: number,
    name: string,
    { secret = 'secret-pass', caps = [] }: { secret?: string; caps?: readonly string[] } = {},
  ): Promise<IrcUser> {
    const user = await IrcUser.connect(port);
    if (caps.length > 0) user.send(`CAP REQ :${caps.join(' ')}`);
    user.send(`PASS ${secret}`, `NICK ${name}`, 'USER x 0 * :x');
    if (caps.length > 0) user.send('CAP END');
    await user.sees(' 001 ');
    user.#inside = true;
    return user;
  }

  send(...lines: string[]): void {
    this.socket.write(lines.map((line) => `${line}\r\n`).join(''));
  }

  /** The lines that have come once everything said so far has surely been answered. */
  override async settled(): Promise<string> {
    // ISON is answered by the hub, after everything sent before.
    if (this.#inside) this.send('ISON settled');
    this.send('PING :settled');
    const seen = await this.sees('PONG threadline settled\r\n');
    return seen.replace(/(?:[^\n]* 303 [^\n]*\n)?[^\n]*PONG threadline settled\r\n$/, '');
  }

  /** What these lines are answered with, line by line. */
  async asks(...lines: string[]): Promise<string[]> {
    await this.settled();
    this.send(...lines);
    const seen = await this.settled();
    return seen === '' ? [] : seen.trimEnd().split('\r\n');
  }
}
