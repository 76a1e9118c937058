import { User } from '../user.ts';
import type { Person } from './make-people.ts';

/** Somebody in the chat who says a line each round, and keeps what the others say. */
export class Chatter {
  readonly name: string;
  readonly #user: User;
  readonly #others: number;
  readonly heard: string[] = [];
  #rounds = 0;
  #more = Promise.withResolvers<void>();

  /** @param others how many others take part in each round */
  private constructor(name: string, user: User, others: number) {
    this.name = name;
    this.#user = user;
    this.#others = others;
    user.socket.on('data', () => this.#listen());
  }

  /** Comes in by a token. */
  static async enter(port: number, { name, token }: Person, others: number): Promise<Chatter> {
    const user = new User(port, `${token}\n`);
    await user.sees('you are in #lobby');
    return new Chatter(name, user, others);
  }

  /** Says a line; resolves when those of all others in this round have come. */
  async round(): Promise<void> {
    this.#rounds += 1;
    this.#user.socket.write(`round ${this.#rounds}.\n`);
    while (this.heard.length < this.#rounds * this.#others) await this.#more.promise;
  }

  #listen(): void {
    for (const [, name, round] of this.#user.seen.matchAll(/(\w+): round (\d+)\./g)) {
      this.heard.push(`${name} ${round}`);
    }
    this.#user.seen = this.#user.seen.slice(this.#user.seen.lastIndexOf('\n') + 1);
    this.#more.resolve();
    this.#more = Promise.withResolvers();
  }
}
