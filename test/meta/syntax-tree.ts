import { parseAst } from 'vitest/node';
import type { SourceFile } from './source-tree.ts';

/** A node of the syntax tree (ESTree with TypeScript's nodes); offsets count UTF-16 units. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function walk(value: unknown, visit: (node: SyntaxNode) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, visit);
  } else if (isNode(value)) {
    visit(value);
    for (const child of Object.values(value)) walk(child, visit);
  }
}

const trees = new WeakMap<SourceFile, readonly SyntaxNode[]>();

/** Every node of a file, outer before inner. Vite's parser is used, as it is there and knows TypeScript. */
export function nodesOf(file: SourceFile): readonly SyntaxNode[] {
  const known = trees.get(file);
  if (known) return known;
  const nodes: SyntaxNode[] = [];
  walk(parseAst(file.text, { lang: 'ts' }, file.path), (node) => nodes.push(node));
  trees.set(file, nodes);
  return nodes;
}

/** The line of an offset, counted from 1. */
export function lineOf(file: SourceFile, offset: number): number {
  return file.text.slice(0, offset).split('\n').length;
}

/** `path:line` of a node, as an editor opens it. */
export function placeOf(file: SourceFile, node: SyntaxNode): string {
  return `${file.path}:${lineOf(file, node.start)}`;
}
