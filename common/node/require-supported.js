/* global process -- `node:process` takes each client thread a millisecond to load */
import { unsupportedNode } from './supported.js';

// Imported before anything else, so that an unsupported Node is told so and not something that it lacks.
const message = unsupportedNode(process.version);
if (message !== undefined) {
  throw Object.assign(new Error(message), { code: 'ERR_UNSUPPORTED_NODE' });
}
