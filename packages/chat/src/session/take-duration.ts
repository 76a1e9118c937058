import { splitDuration } from '../../../../common/text/duration.ts';
import { ChatError } from '../errors.ts';

/**
 * Splits a leading duration off the words of a command, as every command takes it: `7d flooding`.
 *
 * @throws ChatError `ERR_CHAT_BAD_INPUT` if it is mistyped, or no time at all
 */
export function takeDuration(words: string): ReturnType<typeof splitDuration> {
  let split: ReturnType<typeof splitDuration>;
  try {
    split = splitDuration(words);
  } catch (cause) {
    throw new ChatError('ERR_CHAT_BAD_INPUT', (cause as RangeError).message, { cause });
  }
  if (split.durationMs === 0) {
    throw new ChatError('ERR_CHAT_BAD_INPUT', 'Expected a duration longer than 0');
  }
  return split;
}
