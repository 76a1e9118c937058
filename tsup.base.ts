import type { Options } from 'tsup';

const base: Options = {
  format: ['esm'],
  // Old versions of Node must be able to parse the output, which then reports the versions it needs.
  target: 'node18',
  platform: 'node',
  dts: false,
  sourcemap: true,
  splitting: true,
  clean: true,
  removeNodeProtocol: false,
  // Only what goes wrong: what is printed here stands above everything that `demo:serve` prints.
  silent: true,
};
export default base;
