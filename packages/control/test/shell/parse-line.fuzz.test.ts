import { expect } from '@jest/globals';
import fc from 'fast-check';
import { fuzz } from '../../../../tools/fuzz/fuzz.ts';
import { parseLine, quoteWord } from '../../src/shell/parse-line.ts';
import { LineSplitter } from '../../src/text/line-splitter.ts';

const piece = fc.oneof(
  fc.constantFrom('"', "'", '\\', ' ', '\t', 'kick', '--yes', '\n'),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const lines = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));

fuzz('parseLine() parses any line, or throws a ControlError', lines, (line) => {
  try {
    const words = parseLine(line);
    expect(parseLine(words.map(quoteWord).join(' '))).toEqual(words);
  } catch (error) {
    expect((error as { code: string }).code).toBe('ERR_CONTROL_USAGE');
  }
});

fuzz('LineSplitter keeps to its limit for any input', fc.array(fc.uint8Array()), (chunks) => {
  const splitter = new LineSplitter(16);
  for (const chunk of chunks) {
    for (const line of splitter.push(Buffer.from(chunk))) {
      if (!('text' in line)) continue;
      expect(line.text).not.toContain('\n');
      expect(Buffer.byteLength(line.text)).toBeLessThanOrEqual(16);
    }
  }
});
