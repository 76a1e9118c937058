// Not by its name: on a Node that lacks it that would fail before anything could say which Node is needed.
import util from 'node:util';

/** `util.styleText`. */
export const styleText: typeof util.styleText = (...args) => util.styleText(...args);
