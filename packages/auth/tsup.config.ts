import { defineConfig } from 'tsup';
import base from '../../tsup.base.ts';

export default defineConfig({
  ...base,
  entry: {
    index: 'src/index.ts',
    cli: 'src/cli.ts',
    // For the launcher in bin/.
    supported: '../../common/node/supported.js',
  },
});
