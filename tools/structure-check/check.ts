/** Checks the structure of the workspace: no package imports another, there are no import cycles, no source file has more * than 250 lines, and all programs have the same launcher. Prints the findings and exits with 1 if there are any.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const workspace = resolve(import.meta.dirname, '../..');
const maxLines = 250;
const findings: string[] = [];
const imports = new Map<string, string[]>();

const sources = ['{packages,apps,tools}/*/{src/**/,}*.ts', 'common/**/*.ts'];
for (const file of globSync(sources, { cwd: workspace })) {
  const text = readFileSync(join(workspace, file), 'utf8');
  const lines = text.split('\n').length - 1;
  if (lines > maxLines) findings.push(`${file}: ${lines} lines, at most ${maxLines}`);

  const targets = importsOf(text);
  if (file.startsWith('packages/')) {
    for (const target of targets) {
      if (target.startsWith('@threadline/')) findings.push(`${file}: imports package ${target}`);
    }
  }
  imports.set(
    file,
    targets.flatMap((target) => resolveLocal(file, target)),
  );
}

for (const cycle of cycles(imports)) findings.push(`cycle: ${cycle.join(' -> ')}`);

const launcher = readFileSync(join(workspace, 'common/node/launcher.js'), 'utf8');
for (const file of globSync('packages/*/bin/*.js', { cwd: workspace })) {
  if (readFileSync(join(workspace, file), 'utf8') !== launcher)
    findings.push(`${file}: differs from common/node/launcher.js`);
}

for (const finding of findings) console.error(finding);
console.log(`${imports.size} files checked, ${findings.length} findings`);
process.exitCode = findings.length > 0 ? 1 : 0;

/** Returns the import specifiers of a file, including type imports. */
function importsOf(text: string): string[] {
  const pattern =
    /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;
  return [...text.matchAll(pattern)].flatMap((match) => match[1] ?? match[2] ?? []);
}

function resolveLocal(file: string, target: string): string[] {
  if (!target.startsWith('.')) return [];
  const path = join(dirname(file), target);
  if (relative(workspace, join(workspace, path)).startsWith('..')) {
    findings.push(`${file}: imports ${target} outside the workspace`);
  }
  return existsSync(join(workspace, path)) ? [path] : [];
}

/** Finds import cycles by depth-first search. Returns the files of each cycle. */
function cycles(graph: Map<string, string[]>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    const start = path.indexOf(file);
    if (start !== -1) {
      found.push([...path.slice(start), file]);
      return;
    }
    if (done.has(file)) return;
    path.push(file);
    for (const next of graph.get(file) ?? []) visit(next);
    path.pop();
    done.add(file);
  };
  for (const file of graph.keys()) visit(file);
  return found;
}
