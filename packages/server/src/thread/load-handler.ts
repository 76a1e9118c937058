import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Handler } from '../handler.ts';
import type { HandlerReference } from '../options.ts';

/**
 * Imports the handler module and returns its default export.
 *
 * @throws whatever the import throws, or a TypeError if the default export is no function
 */
export async function loadHandler({ specifier, base }: HandlerReference): Promise<Handler> {
  const module = await importFrom(join(base, 'handler.js'), specifier);
  if (typeof module.default !== 'function') {
    throw new TypeError(
      `Expected its default export to be a function, got ${typeof module.default}`,
    );
  }
  return module.default as Handler;
}

/** Imports a module as the file `importer` would: `import()` here would resolve the specifier from this package. */
async function importFrom(importer: string, specifier: string): Promise<{ default?: unknown }> {
  const parentURL = pathToFileURL(importer).href;
  const hooks = registerHooks({
    resolve: (requested, context, nextResolve) =>
      nextResolve(requested, requested === specifier ? { ...context, parentURL } : context),
  });
  try {
    return (await import(specifier)) as { default?: unknown };
  } finally {
    hooks.deregister();
  }
}
