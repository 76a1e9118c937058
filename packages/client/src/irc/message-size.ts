import type { IrcMessage } from './message.ts';

/** About what a message takes beside its text, in bytes. */
const overhead = 300;

/** About how much memory a message takes, in bytes. Text is counted twice: a part of a line may keep all of it. */
export function sizeOf({ tags, source = '', params }: IrcMessage): number {
  let characters = source.length;
  for (const param of params) characters += param.length;
  for (const [key, value] of tags) characters += key.length + value.length;
  return overhead + 2 * characters;
}
