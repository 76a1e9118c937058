import type { MemberCursor, RoomState } from '../hub/asks.ts';
import type { Said, Told } from '../hub/events.ts';
import type { Voice } from '../session/voice.ts';
import type { View } from '../thread/receiver.ts';
import type { Answer } from './answer.ts';
import type { Capabilities } from './capabilities.ts';
import { ircView, joinLine } from './irc-view.ts';
import { errorLine } from './irc-reader.ts';
import { type Block, encodeLines, ircLine, type IrcLine } from './line.ts';
import { namesLines, topicLines } from './names-lines.ts';
import { channelOf } from './names.ts';
import { replayBlock } from './replay-block.ts';
import { numeric, type Reply } from './reply.ts';
import { saidLines } from './said-lines.ts';

/** Something that was posted and is not answered yet. */
interface Post {
  readonly room: string;
  readonly isNotice: boolean;
  /** Of which what becomes of it is a part. */
  readonly answer: Answer | undefined;
}

/** A room not all of whose members were shown, and where the others begin. */
export interface PartNames {
  readonly room: string;
  readonly cursor: MemberCursor;
}

/** How the IRC dialect words what is for one session. */
export class IrcVoice implements Voice {
  readonly names = true;
  readonly account: string;
  readonly caps: Capabilities;
  /** What the client is called in full. */
  realName: string;
  /** What the command at hand is answered with. */
  reply: Reply | undefined;
  /** Shown before everything else. */
  readonly #welcome: IrcLine[];
  readonly #posts: Post[] = [];
  #view: View | undefined;
  readonly #partNames: PartNames[] = [];

  constructor(
    { account, realName }: { account: string; realName: string },
    caps: Capabilities,
    welcome: IrcLine[],
  ) {
    this.account = account;
    this.realName = realName;
    this.caps = caps;
    this.#welcome = welcome;
  }

  /** What the fan-out asks for each client and turn: kept until the capabilities change. */
  get view(): View {
    return (this.#view ??= ircView(this.caps));
  }

  /** The client's capabilities have changed. */
  capsChanged(): void {
    this.#view = undefined;
  }

  /** Notes what was posted to a room: its answers come in the order of the posts. */
  posted(room: string, { isNotice }: { isNotice: boolean }): void {
    const answer = this.reply?.answer;
    answer?.expect();
    this.#posts.push({ room, isNotice, answer });
  }

  /** The rooms that were entered and have more members than were shown. */
  takePartNames(): PartNames[] {
    return this.#partNames.splice(0);
  }

  entered(room: RoomState): string {
    if (room.again) return '';
    const { account, realName, caps } = this;
    if (room.names?.next) {
      this.#partNames.push({ room: room.room, cursor: room.names.next });
      if (this.reply) this.reply.last = false;
    }
    const join = joinLine({ account, realName, room: room.room }, caps);
    const blocks: Block[] = [
      [join],
      topicLines(account, room),
      namesLines(account, room.room, room.names ?? { members: [] }),
      replayBlock(room, caps),
    ];
    const filled = blocks.filter((block) => block.length > 0);
    if (this.reply === undefined)
      return this.#encode([...this.#welcome.splice(0), ...filled.flat()]);
    // At once, as what happens in the room from now on comes behind it.
    for (const block of filled) this.reply.addBlock(block);
    return this.#encode(this.reply.ahead());
  }

  said(event: Said): string {
    const post = this.#posts.shift();
    const echo = this.caps.has('echo-message') ? saidLines(event, channelOf(event.room)) : [];
    return this.#answer(
      post,
      echo.map((line) => [line]),
    );
  }

  told(event: Told, own: boolean): string {
    if (own && !this.caps.has('echo-message')) return '';
    return this.#encode(saidLines({ ...event, account: event.from }, event.to));
  }

  removed(): string {
    return '';
  }

  notice(text: string): string {
    return this.#encode([ircLine('NOTICE', [this.account, text])]);
  }

  refused(code: string, message: string): string {
    if (code === 'ERR_CHAT_FLOOD') return this.notice(message);
    const post = this.#posts.shift();
    // A notice is never answered (RFC 1459).
    if (post?.isNotice) return this.#answer(post, []);
    const line = numeric(this.account, '404', channelOf(post?.room ?? '*'), message);
    return this.#answer(post, [[line]]);
  }

  ended(reason: string): string {
    return errorLine(`Closing link: ${reason}`);
  }

  #answer(post: Post | undefined, blocks: readonly Block[]): string {
    return this.#encode(post?.answer?.part(blocks) ?? blocks.flat());
  }

  #encode(lines: Iterable<IrcLine>): string {
    return encodeLines(lines, this.caps);
  }
}
