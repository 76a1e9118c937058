import './require-supported.js';
import type * as sqlite from 'node:sqlite';

/**
 * Node's SQLite. Loaded without an import, which would fail on a Node that lacks it before the error about the version.
 */
export const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
export type DatabaseSync = sqlite.DatabaseSync;
