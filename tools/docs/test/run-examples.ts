import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** An example program of a document and its expected output. */
export interface Example {
  /** File name of the program. */
  readonly name: string;
  readonly output: string;
}

/** A document in `docs/` and its example programs. */
export class Examples {
  readonly examples: readonly Example[];
  readonly #files: ReadonlyMap<string, string>;

  constructor(document: string) {
    const text = readFileSync(join(root, document), 'utf8');
    const programs = text.matchAll(/```js\n\/\/ (\S+\.js)\n(.*?)```/gs);
    this.#files = new Map([...programs].map(([, name = '', code = '']) => [name, code]));
    this.examples = [...text.matchAll(/```console\n\$ node (\S+)\n(.*?)```/gs)].map(
      ([, name = '', output = '']) => ({ name, output }),
    );
  }

  /** Runs a program in a temporary folder with all programs of the document. Resolves to its output. */
  async run(name: string): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), 'threadline-docs-'));
    try {
      writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
      symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
      for (const [file, code] of this.#files) writeFileSync(join(folder, file), code);
      const args = ['--conditions=@threadline/source', name];
      const run = promisify(execFile);
      const { stdout } = await run(process.execPath, args, { cwd: folder, timeout: 60_000 });
      return stdout;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
