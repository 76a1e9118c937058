import { defineConfig } from 'tsup';
import base from '../../tsup.base.ts';

export default defineConfig({
  ...base,
  entry: ['src/index.ts', 'src/handler.ts', 'src/hub-thread.ts', 'src/reader-thread.ts'],
});
