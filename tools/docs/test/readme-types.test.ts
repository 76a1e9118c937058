import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import ts from 'typescript';

const workspace = fileURLToPath(new URL('../../..', import.meta.url));

/** The compiler options of a strict project that includes the DOM types. */
const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2024,
  lib: ['lib.esnext.d.ts', 'lib.dom.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: ['node'],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  customConditions: ['@threadline/source'],
};

/** Returns the examples of a document that are complete files: those that import one of our packages. */
function examplesOf(path: string): { name: string; code: string }[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(/```ts\n([^]*?)```/g)].flatMap(([, code = ''], index) => {
    const name = /^\/\/ ([\w.-]+\.ts)\n/.exec(code)?.[1] ?? `example-${index}.ts`;
    return /from '@threadline\//.test(code) ? [{ name, code }] : [];
  });
}

const documents = globSync(['README.md', 'docs/*.md', 'packages/*/README.md'], { cwd: workspace });
const withExamples = documents.filter((path) => examplesOf(join(workspace, path)).length > 0);

test('at least one document has TypeScript examples', () => {
  expect(withExamples).toContain('packages/auth/README.md');
});

test.each(withExamples)(
  'the TypeScript examples of %s compile in strict mode with the DOM types',
  (path) => {
    // Inside the workspace, so that package names resolve.
    const folder = mkdtempSync(join(workspace, 'tools/docs/examples-'));
    try {
      writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
      const files = examplesOf(join(workspace, path)).map(({ name, code }) => {
        const file = join(folder, name);
        writeFileSync(file, code);
        return file;
      });
      const program = ts.createProgram(files, options);
      const problems = files.flatMap((file) =>
        ts.getPreEmitDiagnostics(program, program.getSourceFile(file)),
      );
      expect(
        problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
      ).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
