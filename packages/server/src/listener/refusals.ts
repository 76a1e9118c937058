import type { Socket } from 'node:net';

const lingerMs = 1000;
const maxLingering = 100;

/** Turns clients away: sends each one line and closes. */
export class Refusals {
  readonly #lingering = new Set<Socket>();

  /**
   * @param line what the client is sent, without its line end; empty: nothing
   * @param mayLinger whether the socket may stay open until the client has read it
   */
  refuse(socket: Socket, line: string, mayLinger: boolean): void {
    socket.on('error', () => {});
    if (line !== '') socket.write(`${line}\r\n`);
    // In a crowd, or for want of descriptors, the line may be lost on its way to a client that has sent something.
    if (line === '' || !mayLinger || this.#lingering.size >= maxLingering) {
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
    socket.end();
  }

  /** Closes those that are still being told. */
  close(): void {
    for (const socket of this.#lingering) socket.destroy();
  }
}
