import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Handler } from '../handler.ts';
import type { HandlerReference } from '../protocol.ts';

/**
 * Imports the handler module and returns its default export.
 *
 * @throws whatever the import throws, or a TypeError if the default export is no function
 */
export async function loadHandler({ specifier, base }: HandlerReference): Promise<Handler> {
  const importer = join(base, 'handler.js');
  let module: { default?: unknown };
  try {
    module = await importFrom(importer, specifier);
  } catch (thrown) {
    throw await explained(thrown, importer, specifier);
  }
  if (typeof module.default !== 'function') {
    throw new TypeError(
      module.default === undefined
        ? 'it has no default export'
        : `Expected its default export to be a function, got ${typeof module.default}`,
    );
  }
  return module.default as Handler;
}

/** Imports a module as the file `importer` would: a plain `import()` would resolve the specifier from this package. */
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

/** The error of a failed import, without the name of the importer, which does not exist, and with file and line. */
async function explained(thrown: unknown, importer: string, specifier: string): Promise<unknown> {
  if (!(thrown instanceof Error)) return thrown;
  // Errors of the handler's own imports name the handler, and are kept.
  const suffix = ` imported from ${importer}`;
  if (thrown.message.endsWith(suffix)) thrown.message = thrown.message.slice(0, -suffix.length);
  if (thrown instanceof SyntaxError) {
    const place = placeIn(thrown.stack ?? '') ?? placeIn(await outputOfImport(importer, specifier));
    if (place !== undefined) thrown.message = `${thrown.message} (${place})`;
  }
  return thrown;
}

/** The file and line that Node prints above the source line of a syntax error. */
function placeIn(text: string): string | undefined {
  const [, file, line] = /^(\/.+|[A-Za-z]:\\.+|file:\/\/.+):(\d+)$/m.exec(text) ?? [];
  if (file === undefined) return undefined;
  return `${file.startsWith('file:') ? fileURLToPath(file) : file}:${line ?? ''}`;
}

/**
 * What Node prints when it can't import the handler: only this output has the file and line of a module's syntax error.
 * The handler does not run: Node parses all modules before it runs the first.
 */
async function outputOfImport(importer: string, specifier: string): Promise<string> {
  // Loaded only when needed.
  const { spawnSync } = await import('node:child_process');
  const program = `import { spawnSync } from 'node:child_process';
import { registerHooks } from 'node:module';
    const [specifier, parentURL] = process.argv.slice(1);
    registerHooks({ resolve: (name, context, next) => next(name, name === specifier ? { ...context, parentURL } : context) });
    await import(specifier);`;
  const args = [...process.execArgv, '--input-type=module', '--eval', program];
  const { stderr } = spawnSync(
    process.execPath,
    [...args, '--', specifier, pathToFileURL(importer).href],
    { encoding: 'utf8', timeout: 5000, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  return stderr;
}
