import { User } from '../user.ts';
import type { Person } from './make-people.ts';

/** A member who sends a message each round, and records those of the others. */
export class Chatter {
  readonly name: string;
  readonly #user: User;
  readonly #others: number;
  readonly heard: string[] = [];
  #rounds = 0;
  #more = Promise.withResolvers<void>();

  /** @param others the number of other members in each round */
  private constructor(name: string, user: User, others: number) {
    this.name = name;
    this.#user = user;
    this.#others = others;
    user.socket.on('data', () => this.#listen());
  }

  /** Logs in with a token. */
  static async enter(port: number, { name, token }: Person, others: number): Promise<Chatter> {
    const user = new User(port, `${token}\n`);
    await user.sees('you are in #lobby');
    return new Chatter(name, user, others);
  }

  /** Sends a message; resolves when those of all others in this round have arrived. */
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
