import type { Isupport } from '../irc/isupport.ts';

/** Somebody in a room. */
export interface Member {
  readonly name: string;
  /** The marks of rank the server gives: `@`, `+`, or none. */
  readonly rank: string;
}

interface Room {
  readonly name: string;
  topic: string;
  readonly members: Map<string, Member>;
  /** Names that come as an answer to NAMES, until it is complete. */
  listed: Map<string, Member> | undefined;
}

/** The rooms we are in, and who is there. Every name is found as the server compares them. */
export class Rooms {
  #isupport: Isupport;
  readonly #rooms = new Map<string, Room>();

  constructor(isupport: Isupport) {
    this.#isupport = isupport;
  }

  /** Starts anew on another connection. */
  reset(isupport: Isupport): void {
    this.#isupport = isupport;
    this.#rooms.clear();
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

  enter(room: string): void {
    this.#rooms.set(this.#isupport.fold(room), {
      name: room,
      topic: '',
      members: new Map(),
      listed: undefined,
    });
  }

  leave(room: string): void {
    this.#rooms.delete(this.#isupport.fold(room));
  }

  add(room: string, name: string): void {
    this.#find(room)?.members.set(this.#isupport.fold(name), { name, rank: '' });
  }

  remove(room: string, name: string): void {
    this.#find(room)?.members.delete(this.#isupport.fold(name));
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
      const rank = members?.get(this.#isupport.fold(name))?.rank ?? '';
      members?.delete(this.#isupport.fold(name));
      members?.set(this.#isupport.fold(newName), { name: newName, rank });
    }
    return rooms;
  }

  setTopic(room: string, topic: string): void {
    const found = this.#find(room);
    if (found !== undefined) found.topic = topic;
  }

  /** Takes names of a `353`; they count once the list is complete. */
  list(room: string, names: string): void {
    const found = this.#find(room);
    if (found === undefined) return;
    found.listed ??= new Map();
    for (const member of readNames(names, this.#isupport)) {
      found.listed.set(this.#isupport.fold(member.name), member);
    }
  }

  /** The list is complete. */
  listed(room: string): void {
    const found = this.#find(room);
    if (found?.listed === undefined) return;
    found.members.clear();
    for (const [key, member] of found.listed) found.members.set(key, member);
    found.listed = undefined;
  }

  get #all(): Room[] {
    return [...this.#rooms.values()];
  }

  #find(room: string): Room | undefined {
    return this.#rooms.get(this.#isupport.fold(room));
  }
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
