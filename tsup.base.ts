import type { Options } from 'tsup';

const base: Options = {
  format: ['esm'],
  target: 'node24',
  platform: 'node',
  dts: true,
  sourcemap: true,
  splitting: true,
  clean: true,
  removeNodeProtocol: false,
};
export default base;
