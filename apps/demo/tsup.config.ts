import { defineConfig } from 'tsup';
import base from '../../tsup.base.ts';

export default defineConfig({ ...base, entry: ['src/main.ts', 'src/accounts-thread.ts'] });
