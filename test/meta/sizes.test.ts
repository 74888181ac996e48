import { describe, expect, it } from 'vitest';
import { sizeExceptions, type SizeException } from './size-exceptions.ts';
import { listFiles, productionFiles, readFiles, type SourceFile } from './source-tree.ts';
import { isNode, lineOf, nodesOf, type SyntaxNode } from './syntax-tree.ts';

const limits = { file: 300, function: 60, test: 400 };

interface TooLong {
  readonly file: string;
  readonly name?: string;
  readonly lines: number;
  readonly limit: number;
}

const linesOf = ({ text }: SourceFile) => text.trimEnd().split('\n').length;
const tooLongFile = (limit: number) => (file: SourceFile) =>
  linesOf(file) > limit ? [{ file: file.path, lines: linesOf(file), limit }] : [];

const functionTypes = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);
const nameOf = (node: unknown) => (isNode(node) && typeof node['name'] === 'string' ? node['name'] : undefined);

/** Functions with the name they are known by: their own, or that of the variable, property or method they stand in. */
function functionsOf(file: SourceFile): { node: SyntaxNode; name: string }[] {
  const names = new Map<unknown, string>();
  for (const node of nodesOf(file)) {
    const name = nameOf(node['id']) ?? nameOf(node['key']);
    const value = node.type === 'VariableDeclarator' ? node['init'] : node['value'];
    if (name !== undefined && isNode(value)) names.set(value, name);
  }
  return nodesOf(file)
    .filter((node) => functionTypes.has(node.type))
    .map((node) => ({ node, name: nameOf(node['id']) ?? names.get(node) ?? '(nameless)' }));
}

const tooLongFunction = (file: SourceFile) =>
  functionsOf(file).flatMap(({ node, name }) => {
    const lines = lineOf(file, node.end) - lineOf(file, node.start) + 1;
    return lines > limits.function ? [{ file: file.path, name, lines, limit: limits.function }] : [];
  });

const production = productionFiles();
// Stylesheets and pages hold no logic and are not measured.
const pages = readFiles(listFiles(['adapters'], /\.js$/, new Set(['node_modules'])));
const scripts = readFiles([...listFiles(['scripts'], /\.mjs$/), ...listFiles(['.ci'], /./)]);
const tests = readFiles(listFiles(['test'], /\.ts$/));

const found: TooLong[] = [
  ...[...production, ...pages, ...scripts].flatMap(tooLongFile(limits.file)),
  ...tests.flatMap(tooLongFile(limits.test)),
  ...production.flatMap(tooLongFunction),
];

const same = (one: { file: string; name?: string }, two: { file: string; name?: string }) =>
  one.file === two.file && one.name === two.name;
const told = ({ file, name }: TooLong | SizeException) => (name === undefined ? file : `${file} ${name}()`);

describe('sizes', () => {
  it('are measured in full', () => {
    expect(production.length).toBeGreaterThan(50);
    expect(production.flatMap(functionsOf).length).toBeGreaterThan(200);
    expect(tests.length).toBeGreaterThan(20);
  });

  it('stay within 300 lines a file, 400 a test file and 60 a function', () => {
    const unexplained = found.filter((item) => !sizeExceptions.some((exception) => same(item, exception)));
    expect(
      unexplained.map(
        (item) =>
          `${told(item)} has ${item.lines} lines, more than ${item.limit}: split it by subject, or give the reason in size-exceptions.ts`,
      ),
    ).toEqual([]);
  });

  it('are excused only where it is still needed, with a reason', () => {
    const idle = sizeExceptions.filter((exception) => !found.some((item) => same(item, exception)));
    expect(idle.map((exception) => `${told(exception)} no longer needs its exception: remove it`)).toEqual([]);
    expect(sizeExceptions.filter(({ reason }) => reason.length < 20).map(told)).toEqual([]);
  });
});
