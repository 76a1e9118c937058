import type { Socket } from 'node:net';

const lingerMs = 1000;
const maxLingering = 100;

/** Turns clients away: tells each one line and closes. A crowd is closed without a word. */
export class Refusals {
  readonly #lingering = new Set<Socket>();

  /** @param line what the client is told, without its line end; empty: nothing */
  refuse(socket: Socket, line: string): void {
    socket.on('error', () => {});
    if (line === '' || this.#lingering.size >= maxLingering) {
      socket.destroy();
      return;
    }
    this.#lingering.add(socket);
    const timer = setTimeout(() => socket.destroy(), lingerMs);
    socket.on('close', () => {
      clearTimeout(timer);
      this.#lingering.delete(socket);
    });
    // Closing with the client's bytes unread would reset the connection, and the line could be lost on its way.
    socket.resume();
    socket.end(`${line}\r\n`);
  }

  /** Closes those that are still being told. */
  close(): void {
    for (const socket of this.#lingering) socket.destroy();
  }
}
