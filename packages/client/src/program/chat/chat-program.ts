import { once } from 'node:events';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { codeOf, messageOf } from '../../../../../common/thrown.ts';
import type { ChatClient } from '../../chat/chat-client.ts';
import { plainText } from '../../irc/text.ts';
import type { ChatInvocation } from '../arguments.ts';
import { stateFolder, type TokenFile } from '../saved-state.ts';
import { pauseWhileFull, printLine, type Streams } from '../streams.ts';
import { exitCodeOf, exitCodes } from '../usage.ts';
import { allCommands } from './commands/all-commands.ts';
import type { CommandContext } from './commands/command.ts';
import { Focus } from './focus.ts';
import { complete, runLine, sendText } from './input-line.ts';
import { type OutputEvent, showEvents } from './output-events.ts';
import { type RenderContext, Settings } from './render.ts';
import { TerminalView } from './terminal-view.ts';
import { JsonView, PlainView, type View } from './views.ts';

/** Options of a {@link ChatProgram}. */
interface ChatProgramOptions {
  readonly invocation: ChatInvocation;
  readonly streams: Streams;
  /** Whether input and output are an interactive terminal. */
  readonly onTerminal: boolean;
  /** The server's address, under which tokens are saved. */
  readonly server: string;
  readonly tokens: TokenFile | undefined;
}

/** The chat from the login to the end: reads lines, shows events. */
export class ChatProgram {
  readonly view: View;
  readonly #client: ChatClient;
  readonly #options: ChatProgramOptions;
  /** Whether lines are typed by a user, who sees the outcome of each. */
  readonly #isInteractive: boolean;
  readonly #focus: Focus;
  readonly #settings = new Settings();
  /** Called after each write. */
  readonly #written: () => void;
  /** Resolves to the error the client ended with, if any. */
  readonly #ended = Promise.withResolvers<unknown>();
  readonly #quitting = new AbortController();
  /** The previous line: lines run one after another. */
  #previous: Promise<void> = Promise.resolve();
  #failed = false;

  constructor(client: ChatClient, options: ChatProgramOptions) {
    const { output, errorOutput } = options.streams;
    this.#client = client;
    this.#options = options;
    this.#isInteractive = options.onTerminal && options.invocation.execute.length === 0;
    this.#focus = new Focus(client, this.#isInteractive, (conversation) =>
      this.view.setFocus(conversation),
    );
    this.#written = pauseWhileFull(client, [output, errorOutput]);
    this.view = this.#createView();
    showEvents(client, options.server, (event) => this.#show(event));
    client.on('close', (error) => {
      this.#quitting.abort();
      this.#ended.resolve(error);
    });
    const quit = (): void => this.#quit('');
    process.once('SIGINT', quit).once('SIGTERM', quit).once('SIGHUP', quit);
  }

  /** Runs until the chat ends; resolves to the exit code. */
  async run(lines: AsyncIterable<string> | undefined): Promise<number> {
    if (await this.#joinRooms()) void this.#runLines(lines);
    else this.#quit('');
    const error = await this.#ended.promise;
    if (this.#options.invocation.verbose) this.view.show({ type: 'service', text: 'closed' });
    this.view.close();
    if (error !== undefined) {
      const text = plainText(messageOf(error));
      printLine(this.#options.streams.errorOutput, 'threadline: ', text);
      return exitCodeOf(error);
    }
    return this.#failed ? exitCodes.failure : exitCodes.ok;
  }

  /** Waits until the rooms of `--room` are joined; resolves to false if a script would send its text elsewhere. */
  async #joinRooms(): Promise<boolean> {
    while (await this.#isInterrupted()) await nextTurn();
    const { rooms } = this.#options.invocation;
    const isIn = (room: string): boolean =>
      this.#client.rooms.some((joined) => this.#client.isSame(joined, room));
    const missing = rooms.filter((room) => !isIn(room));
    if (this.#quitting.signal.aborted) return true;
    const [first] = rooms;
    if (first !== undefined && isIn(first)) this.#focus.set(first);
    if (missing.length === 0) return true;
    const consequence = this.#isInteractive ? '' : ': nothing is sent';
    this.#show({ type: 'error', text: `could not join ${missing.join(' ')}${consequence}` });
    return this.#isInteractive;
  }

  /** Runs the lines of `--execute` or of the pipe, and quits. */
  async #runLines(lines: AsyncIterable<string> | undefined): Promise<void> {
    const { execute, waitMs, commands } = this.#options.invocation;
    for (const line of execute) await this.#runLine(line);
    if (this.#isInteractive) return;
    if (execute.length === 0 && lines !== undefined) {
      for await (const line of lines) {
        if (this.#quitting.signal.aborted) return;
        await this.#runLine(line, !commands);
      }
    }
    await this.#isInterrupted();
    if (waitMs > 0) await wait(waitMs, this.#quitting.signal);
    this.#quit('');
  }

  /**
   * Runs a line after the previous one. Typed text does not delay the lines after it: it may have to wait for a
   * connection.
   *
   * @param isText whether the line is never a command
   */
  #runLine(line: string, isText = false): Promise<void> {
    const { onTerminal } = this.#options;
    const isQuit = onTerminal && !isText && /^\/(quit|exit|bye)\b/i.test(line);
    if (isQuit) return this.#runLineNow(line, isText);
    const done = this.#previous.then(() => this.#runLineNow(line, isText));
    if (!onTerminal || line.startsWith('/')) this.#previous = done;
    return done;
  }

  async #runLineNow(line: string, isText: boolean): Promise<void> {
    try {
      const context = this.#commandContext(line);
      if (!isText) await runLine(line, context);
      else if (line.trim() !== '') await sendText(line, context);
    } catch (error) {
      if (this.#quitting.signal.aborted && codeOf(error) === 'ERR_CLIENT_CLOSED') return;
      const prefix = line.startsWith('/') && !isText ? '' : `not sent: "${line}": `;
      this.#show({ type: 'error', text: `${prefix}${messageOf(error)}`, code: codeOf(error) });
    }
  }

  #commandContext(line: string): CommandContext {
    const [command = ''] = line.slice(1).split(' ');
    return {
      client: this.#client,
      focus: this.#focus,
      commands: allCommands,
      server: this.#options.server,
      tokens: this.#options.tokens,
      answer: (lines, data) => this.#show({ type: 'answer', command, lines, data }),
      show: (event) => this.#show(event),
      view: this.view,
      settings: this.#settings,
      quit: (message) => this.#quit(message),
    };
  }

  #show(event: OutputEvent): void {
    if (event.type === 'error' && !this.#isInteractive) this.#failed = true;
    if (this.#settings.hides(event)) return;
    this.view.show(event);
    this.#written();
  }

  #quit(message: string): void {
    if (this.#quitting.signal.aborted) return;
    this.#quitting.abort();
    void this.#client.close(message);
  }

  /** Waits until the server has processed everything; resolves to true if the connection was lost before. */
  async #isInterrupted(): Promise<boolean> {
    try {
      await this.#client.settled();
      return false;
    } catch (error) {
      // Any other error also ends the client, and is reported then.
      return codeOf(error) === 'ERR_CLIENT_LOST';
    }
  }

  #createView(): View {
    const { invocation, streams, onTerminal } = this.#options;
    const { input, output, errorOutput, env } = streams;
    const context = (): RenderContext => ({
      focus: this.#focus.current,
      now: new Date(),
      name: this.#client.name,
      timestamps: this.#settings.timestamps,
    });
    const folder = stateFolder(env);
    if (invocation.json) return new JsonView(output);
    if (!onTerminal) return new PlainView(output, errorOutput, context);
    return new TerminalView({
      input,
      output,
      historyPath: folder && join(folder, 'history'),
      confirmPaste: !invocation.yes,
      context,
      complete: (line) => complete(line, this.#client, this.#focus.current),
      onLine: (line, isText) => void this.#runLine(line, isText),
      onQuit: () => this.#quit(''),
    });
  }
}

/** Waits for a time, or forever if it is `Infinity`; ends early if the signal aborts. */
export async function wait(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  if (ms === Infinity) await once(signal, 'abort');
  else await delay(ms, undefined, { signal }).catch(() => {});
}
