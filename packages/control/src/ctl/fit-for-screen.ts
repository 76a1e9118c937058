import { visible } from '../../../../common/text/visible.ts';

/** Lets lines and colours of a server's answer through, and makes everything else that controls a terminal visible. */
export function fitForScreen(text: string, { colors }: { colors: boolean }): string {
  return text
    .split('\n')
    .map((line) =>
      line
        // eslint-disable-next-line no-control-regex
        .split(/(\x1b\[[\d;]{0,16}m)/)
        .map((part, index) => (index % 2 === 0 || !colors ? visible(part) : part))
        .join(''),
    )
    .join('\n');
}
