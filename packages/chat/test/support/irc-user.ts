import { User } from './user.ts';

/** A user with an IRC client. */
export class IrcUser extends User {
  #inside = false;

  /** Connects without sending anything. */
  static override async connect(port: number): Promise<IrcUser> {
    const { socket } = await User.connect(port);
    socket.removeAllListeners();
    return new IrcUser(socket);
  }

  /** Connects with these capabilities and registers an account. Resolves when the lobby is joined and all output read. */
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

  /** Logs in to an existing account with a password or a token. Resolves when the lobby is joined. */
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

  /** Resolves to the unread lines once everything sent so far has been answered. */
  override async settled(): Promise<string> {
    // The hub answers ISON after everything sent before it.
    if (this.#inside) this.send('ISON settled');
    this.send('PING :settled');
    const seen = await this.sees('PONG threadline settled\r\n');
    return seen.replace(/(?:[^\n]* 303 [^\n]*\n)?[^\n]*PONG threadline settled\r\n$/, '');
  }

  /** Sends lines and resolves to the lines of the reply. */
  async asks(...lines: string[]): Promise<string[]> {
    await this.settled();
    this.send(...lines);
    const seen = await this.settled();
    return seen === '' ? [] : seen.trimEnd().split('\r\n');
  }
}
