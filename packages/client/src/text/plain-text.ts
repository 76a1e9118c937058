import { plainText as withoutControls } from '../../../../common/text/plain-text.ts';
import { stripFormats } from '../../../../common/text/strip-formats.ts';

/**
 * Takes out of a text everything that isn't fit for a screen, and how IRC writes bold, colours and so on. All that a server
 * sends goes through here before it is shown.
 */
export function plainText(text: string): string {
  return withoutControls(stripFormats(text));
}
