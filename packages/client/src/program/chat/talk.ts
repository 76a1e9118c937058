import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ChatClient } from '../../chat/chat-client.ts';
import { codeOf, messageOf } from '../../../../../common/thrown.ts';
import { plainText } from '../../text/plain-text.ts';
import type { ChatInvocation } from '../arguments.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import { stateFolder } from '../state-folder.ts';
import { keepPace } from '../pace.ts';
import type { Streams } from '../streams.ts';
import type { TokenFile } from '../token-file.ts';
import { allCommands } from './commands/all-commands.ts';
import type { CommandContext } from './commands/command.ts';
import { complete } from './complete.ts';
import { Focus } from './focus.ts';
import { Settings } from './settings.ts';
import { follow } from './follow.ts';
import { JsonView } from './json-view.ts';
import { mentions } from './mentions.ts';
import { PlainView } from './plain-view.ts';
import type { Scene } from './render.ts';
import type { Shown } from './shown.ts';
import { stay } from './stay.ts';
import { say, takeLine } from './take-line.ts';
import { TerminalView } from './terminal-view.ts';
import type { View } from './view.ts';

/** What a {@link Talk} goes by. */
export interface TalkOptions {
  readonly invocation: ChatInvocation;
  readonly streams: Streams;
  /** Whether a person sits at a terminal. */
  readonly person: boolean;
  readonly server: string;
  readonly tokens: TokenFile | undefined;
}

/** A chat from the login to its end: lines in, events out. */
export class Talk {
  readonly view: View;
  readonly #client: ChatClient;
  readonly #options: TalkOptions;
  /** Whether the lines are typed by a person, who sees what becomes of each. */
  readonly #byHand: boolean;
  readonly #focus: Focus;
  readonly #pace: () => void;
  readonly #settings = new Settings();
  readonly #ended = Promise.withResolvers<unknown>();
  readonly #leaving = new AbortController();
  /** Lines are taken one after another. */
  #last: Promise<void> = Promise.resolve();
  #failed = false;

  constructor(client: ChatClient, options: TalkOptions) {
    this.#client = client;
    this.#options = options;
    this.#byHand = options.person && options.invocation.execute.length === 0;
    this.#focus = new Focus(client, {
      person: this.#byHand,
      changed: (conversation) => this.view.focused(conversation),
    });
    const { output, errorOutput } = options.streams;
    this.#pace = keepPace(client, [output, errorOutput]);
    this.view = this.#makeView();
    follow(client, options.server, (shown) => this.#show(shown));
    client.on('close', (error) => {
      this.#leaving.abort();
      this.#ended.resolve(error);
    });
    const leave = (): void => this.#leave('');
    process.once('SIGINT', leave).once('SIGTERM', leave).once('SIGHUP', leave);
  }

  /** Takes lines until it is time to leave; resolves to the exit code. */
  async run(lines: AsyncIterable<string> | undefined): Promise<number> {
    if (await this.#enterRooms()) void this.#takeAll(lines);
    else this.#leave('');
    const error = await this.#ended.promise;
    if (this.#options.invocation.verbose) this.view.show({ type: 'service', text: 'closed' });
    this.view.close();
    if (error !== undefined) {
      const why = plainText(messageOf(error));
      this.#options.streams.errorOutput.write(`threadline: ${why}\n`);
      return exitCodeOf(error);
    }
    return this.#failed ? exitCodes.failure : exitCodes.ok;
  }

  /** Waits for the rooms named to be entered, over reconnects; false if lines would go elsewhere, as one of them is not. */
  async #enterRooms(): Promise<boolean> {
    while (await this.#settled()) await nextTurn();
    const isIn = (room: string): boolean =>
      this.#client.rooms.some((one) => this.#client.isSame(one, room));
    const { rooms } = this.#options.invocation;
    const missing = rooms.filter((room) => !isIn(room));
    if (this.#leaving.signal.aborted) return true;
    const [first] = rooms;
    if (first !== undefined && isIn(first)) this.#focus.set(first);
    if (missing.length === 0) return true;
    const consequence = this.#byHand ? '' : ': nothing is said';
    this.#show({ type: 'error', text: `not entered: ${missing.join(' ')}${consequence}` });
    return this.#byHand;
  }

  async #takeAll(lines: AsyncIterable<string> | undefined): Promise<void> {
    const { execute, waitMs, commands } = this.#options.invocation;
    for (const line of execute) await this.#take(line);
    if (this.#byHand) return;
    if (execute.length === 0 && lines !== undefined) {
      for await (const line of lines) {
        if (this.#leaving.signal.aborted) return;
        await this.#take(line, !commands);
      }
    }
    await this.#settled();
    if (waitMs > 0) await stay(waitMs, this.#leaving.signal);
    this.#leave('');
  }

  /** What a person types must not hold up what is typed behind it, as it may have to wait for a connection. */
  #take(line: string, isText = false): Promise<void> {
    const { person } = this.#options;
    if (person && !isText && /^\/(quit|exit|bye)\b/i.test(line)) return this.#takeNow(line, isText);
    const taken = this.#last.then(() => this.#takeNow(line, isText));
    if (!person || line.startsWith('/')) this.#last = taken;
    return taken;
  }

  #show(shown: Shown): void {
    if (shown.type === 'error') this.#failed ||= !this.#byHand;
    if (this.#hides(shown)) return;
    this.view.show(shown);
    this.#pace();
  }

  /** Whether the user has chosen not to see it. */
  #hides(shown: Shown): boolean {
    if (shown.type === 'message' || shown.type === 'notice') {
      return !shown.own && this.#settings.isIgnored(shown.from);
    }
    const isComing =
      shown.type === 'join' ||
      (shown.type === 'part' && shown.by === undefined) ||
      shown.type === 'presence';
    return isComing && !shown.own && this.#settings.quiet;
  }

  /** @param isText nothing in it is a command */
  async #takeNow(line: string, isText: boolean): Promise<void> {
    try {
      const context = this.#context(line);
      if (isText && line.trim() !== '') await say(line, context);
      else await takeLine(line, context);
    } catch (error) {
      if (this.#leaving.signal.aborted && codeOf(error) === 'ERR_CLIENT_CLOSED') return;
      const what = line.startsWith('/') && !isText ? '' : `not said: "${line}": `;
      this.#show({ type: 'error', text: `${what}${messageOf(error)}`, code: codeOf(error) });
    }
  }

  #context(line: string): CommandContext {
    const [command = ''] = line.slice(1).split(' ');
    return {
      client: this.#client,
      focus: this.#focus,
      commands: allCommands,
      server: this.#options.server,
      tokens: this.#options.tokens,
      answer: (lines, data) => this.#show({ type: 'answer', command, lines, data }),
      show: (shown) => this.#show(shown),
      view: this.view,
      settings: this.#settings,
      leave: (reason) => this.#leave(reason),
    };
  }

  #leave(reason: string): void {
    if (this.#leaving.signal.aborted) return;
    this.#leaving.abort();
    void this.#client.close(reason);
  }

  /** The server has worked off all there was, if it still can; true if the connection was lost over it. */
  async #settled(): Promise<boolean> {
    try {
      await this.#client.settled();
      return false;
    } catch (error) {
      // The end of the client tells why.
      return codeOf(error) === 'ERR_CLIENT_LOST';
    }
  }

  #makeView(): View {
    const { invocation, streams, person } = this.#options;
    const { input, output, errorOutput, env } = streams;
    const scene = (): Scene => ({
      focus: this.#focus.current,
      now: new Date(),
      isMentioned: (text) => mentions(text, this.#client.name),
      timestamps: this.#settings.timestamps,
    });
    const folder = stateFolder(env);
    if (invocation.json) return new JsonView(output);
    if (!person) return new PlainView(output, errorOutput, scene);
    return new TerminalView({
      input,
      output,
      historyPath: folder && join(folder, 'history'),
      confirmPaste: !invocation.yes,
      scene,
      complete: (line) => complete(line, this.#client, this.#focus.current),
      onLine: (line, isText) => void this.#take(line, isText),
      onLeave: () => this.#leave(''),
    });
  }
}
