import type { Isupport } from '../irc/isupport.ts';
import { Budget, overflow, ownCopy } from '../irc/budget.ts';

/** Somebody in a room. */
export interface Member {
  readonly name: string;
  /** The marks of rank the server gives: `@`, `+`, or none. */
  readonly rank: string;
}

interface Room {
  readonly name: string;
  topic: string;
  members: Map<string, Member>;
  /** Names that come as an answer to NAMES, until it is complete. */
  listed: Map<string, Member> | undefined;
}

const maxRooms = 1000;
/** For the names of all members, in bytes: enough for about 300,000. */
const maxMemberBytes = 64 * 1_048_576;

/** The rooms we are in, and who is there. Every name is found as the server compares them. */
export class Rooms {
  #isupport: Isupport;
  readonly #rooms = new Map<string, Room>();
  readonly #budget = new Budget(maxMemberBytes, 'members of rooms');

  constructor(isupport: Isupport) {
    this.#isupport = isupport;
  }

  /** Starts anew on another connection. */
  reset(isupport: Isupport): void {
    this.#isupport = isupport;
    this.#rooms.clear();
    this.#budget.reset();
  }

  /** The names of the rooms we are in, in the order they were entered. */
  get names(): readonly string[] {
    return Array.from(this.#rooms.values(), ({ name }) => name);
  }

  has(room: string): boolean {
    return this.#find(room) !== undefined;
  }

  members(room: string): readonly Member[] {
    return [...(this.#find(room)?.members.values() ?? [])];
  }

  topic(room: string): string | undefined {
    return this.#find(room)?.topic;
  }

  /** The rooms somebody is in, of those we are in. */
  roomsOf(name: string): readonly string[] {
    const key = this.#isupport.fold(name);
    return this.#all.filter(({ members }) => members.has(key)).map((room) => room.name);
  }

  /** @throws {ClientError} `ERR_CLIENT_OVERFLOW` if those are too many */
  enter(room: string): void {
    this.leave(room);
    if (this.#rooms.size >= maxRooms) throw overflow(`more than ${maxRooms} rooms`);
    const name = ownCopy(room);
    this.#rooms.set(this.#isupport.fold(name), {
      name,
      topic: '',
      members: new Map(),
      listed: undefined,
    });
  }

  leave(room: string): void {
    const found = this.#find(room);
    if (found === undefined) return;
    this.#clear(found.members);
    this.#clear(found.listed);
    this.#rooms.delete(this.#isupport.fold(room));
  }

  add(room: string, name: string): void {
    const found = this.#find(room);
    if (found !== undefined) this.#put(found.members, { name, rank: '' });
  }

  remove(room: string, name: string): void {
    const found = this.#find(room);
    if (found !== undefined) this.#take(found.members, name);
  }

  /** Takes somebody out of every room; tells which. */
  removeEverywhere(name: string): readonly string[] {
    const rooms = this.roomsOf(name);
    for (const room of rooms) this.remove(room, name);
    return rooms;
  }

  rename(name: string, newName: string): readonly string[] {
    const rooms = this.roomsOf(name);
    for (const room of rooms) {
      const members = this.#find(room)?.members;
      if (members === undefined) continue;
      const rank = this.#take(members, name)?.rank ?? '';
      this.#put(members, { name: newName, rank });
    }
    return rooms;
  }

  setTopic(room: string, topic: string): void {
    const found = this.#find(room);
    if (found !== undefined) found.topic = ownCopy(topic);
  }

  /** Takes names of a `353`; they count once the list is complete. */
  list(room: string, names: string): void {
    const found = this.#find(room);
    if (found === undefined) return;
    found.listed ??= new Map();
    for (const member of readNames(names, this.#isupport)) {
      this.#put(found.listed, member);
    }
  }

  /** The list is complete. */
  listed(room: string): void {
    const found = this.#find(room);
    if (found?.listed === undefined) return;
    this.#clear(found.members);
    found.members = found.listed;
    found.listed = undefined;
  }

  #put(members: Map<string, Member>, { name, rank }: Member): void {
    this.#take(members, name);
    this.#budget.take(sizeOf(name));
    const own = ownCopy(name);
    members.set(this.#isupport.fold(own), { name: own, rank: ownCopy(rank) });
  }

  #take(members: Map<string, Member>, name: string): Member | undefined {
    const key = this.#isupport.fold(name);
    const member = members.get(key);
    if (member === undefined) return undefined;
    members.delete(key);
    this.#budget.give(sizeOf(member.name));
    return member;
  }

  #clear(members: Map<string, Member> | undefined): void {
    for (const { name } of members?.values() ?? []) this.#budget.give(sizeOf(name));
    members?.clear();
  }

  get #all(): Room[] {
    return [...this.#rooms.values()];
  }

  #find(room: string): Room | undefined {
    return this.#rooms.get(this.#isupport.fold(room));
  }
}

/** About what a member takes, in bytes. */
function sizeOf(name: string): number {
  return 200 + 2 * name.length;
}

/** Reads the names of a `353`: `@anna +bea carl`. */
export function readNames(names: string, { ranks }: Isupport): Member[] {
  return names
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => {
      let from = 0;
      while (from < word.length && ranks.includes(word[from] ?? ' ')) from += 1;
      return { name: word.slice(from).split('!')[0] ?? '', rank: word.slice(0, from) };
    });
}
