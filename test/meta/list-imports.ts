import path from 'node:path';
import type { SourceFile } from './source-tree.ts';
import { isNode, nodesOf, placeOf, type SyntaxNode } from './syntax-tree.ts';

/** One import of a file: static, re-export, dynamic, or in a type. */
export interface Import {
  readonly from: string;
  /** `path:line` of the importing statement. */
  readonly at: string;
  readonly specifier: string;
  /** The path of the imported file of ours from the root, or undefined for a package. */
  readonly to: string | undefined;
  /** The name of the imported package, without a path inside it; undefined for our files and Node's own modules. */
  readonly vendor: string | undefined;
  /** True when nothing is left of it at run time. */
  readonly typeOnly: boolean;
}

const importing = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
]);

function isTypeOnly(node: SyntaxNode): boolean {
  if (node.type === 'TSImportType') return true;
  if (node['importKind'] === 'type' || node['exportKind'] === 'type') return true;
  const names = node['specifiers'];
  if (!Array.isArray(names) || names.length === 0) return false;
  return names.every((name) => isNode(name) && (name['importKind'] === 'type' || name['exportKind'] === 'type'));
}

function vendorOf(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return undefined;
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/**
 * Every import of a file.
 *
 * @throws Error for a dynamic import whose target is computed: no rule could be held against it.
 */
export function listImports(file: SourceFile): Import[] {
  return nodesOf(file).flatMap((node) => {
    if (!importing.has(node.type) || !isNode(node['source'])) return [];
    const specifier = node['source']['value'];
    const at = placeOf(file, node);
    if (typeof specifier !== 'string') throw new Error(`${at}: import() of a computed path; name the file in quotes.`);
    const relative = specifier.startsWith('.');
    return {
      from: file.path,
      at,
      specifier,
      to: relative ? path.posix.join(path.posix.dirname(file.path), specifier) : undefined,
      vendor: vendorOf(specifier),
      typeOnly: isTypeOnly(node),
    };
  });
}
