import type { Options } from 'tsup';

const base: Options = {
  format: ['esm'],
  target: 'node24',
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
