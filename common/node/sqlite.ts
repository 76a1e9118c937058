import './require-supported.js';
import type * as sqlite from 'node:sqlite';

/**
 * SQLite of Node. It is not imported: on a Node that lacks it an import would fail before anything could say which Node
 * is needed.
 */
export const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
export type DatabaseSync = sqlite.DatabaseSync;
