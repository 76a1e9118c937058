import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from '@jest/globals';
import fc from 'fast-check';
import { fuzz } from '../../../tools/fuzz/fuzz.ts';
import { readSettings } from '../src/read-settings.ts';
import { configKey, settings, type SettingName, SettingsError } from '../src/settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'threadline-settings-'));
const path = join(folder, 'config.json');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const names = Object.keys(settings) as SettingName[];
const value = fc.oneof(
  fc.integer(),
  fc.integer({ min: 0, max: 65_535 }),
  fc.constantFrom('on', 'off', 'file', 'memory', 'info', '127.0.0.1', '', '80', -1, 1.5),
  fc.jsonValue({ maxDepth: 1 }),
);
const key = fc.oneof(fc.constantFrom(...names.map(configKey)), fc.string({ maxLength: 6 }));
const config = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.dictionary(key, value, { maxKeys: 4 }).map((all) => JSON.stringify(all)),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 20 }) },
);

fuzz(
  'readSettings() reads any config file as valid settings, or throws a SettingsError',
  config,
  (text) => {
    writeFileSync(path, text);
    try {
      const read = readSettings(['--config', path], {})?.values;
      expect(read?.echoPort).toBeGreaterThanOrEqual(0);
      expect(read?.chatPort).toBeLessThanOrEqual(65_535);
      expect(['file', 'memory']).toContain(read?.history);
    } catch (error) {
      expect(error).toBeInstanceOf(SettingsError);
      expect((error as SettingsError).message).toMatch(/^[A-Z]/);
    }
  },
);
