import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A file of the repository: its path from the root, with slashes, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Made by tools, or by people for the browser: not held to the rules for our TypeScript. */
const skipped = new Set(['node_modules', 'dist', 'data', 'generated', 'public', 'fixtures']);

/** Every file below the folders whose name fits, in the order of their paths. */
export function listFiles(folders: readonly string[], name: RegExp, skip: ReadonlySet<string> = skipped): string[] {
  const found: string[] = [];
  const look = (folder: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const at = `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!skip.has(entry.name)) look(at);
      } else if (name.test(entry.name)) found.push(at);
    }
  };
  for (const folder of folders) if (existsSync(folder)) look(folder);
  return found.toSorted();
}

/** Reads files by their paths. */
export function readFiles(paths: readonly string[]): SourceFile[] {
  return paths.map((at) => ({ path: at, text: readFileSync(at, 'utf8') }));
}

/** The TypeScript that runs in production. */
export const productionFiles = (): SourceFile[] =>
  readFiles(listFiles(['src', 'adapters', 'jobs', 'prompts'], /\.ts$/));

/** The last part of a path. */
export const baseName = (file: string): string => path.posix.basename(file);
