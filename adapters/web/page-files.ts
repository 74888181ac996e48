import type { FastifyInstance } from 'fastify';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../src/lib/errors.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
};

export interface PageFile {
  /** Path in the address, beginning with a slash. */
  url: string;
  type: string;
  bytes: Buffer;
  etag: string;
}

/** The folder of the page's files, the same whether we run from the sources or from dist. @throws AppError `web.page_missing` */
export function pageFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(path.join(folder, 'package.json'))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new AppError('web.page_missing', 'there is no package.json above the running code');
    folder = parent;
  }
  return path.join(folder, 'adapters', 'web', 'public');
}

/** Reads every file of the page once. @throws AppError `web.page_missing` when there is no index.html */
export function readPageFiles(folder: string): readonly PageFile[] {
  if (!existsSync(path.join(folder, 'index.html'))) {
    throw new AppError('web.page_missing', `the page of the web room is not in ${folder}; please install again`);
  }
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    const type = types[path.extname(name)];
    if (type === undefined) return [];
    const bytes = readFileSync(path.join(folder, name));
    const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
    return [{ url: `/${name.split(path.sep).join('/')}`, type, bytes, etag }];
  });
}

/** One route for each file and no other: an address never becomes a path, so none leads out of the folder. */
export function pageRoutes(server: FastifyInstance, files: readonly PageFile[]): void {
  for (const file of files) {
    const urls = file.url === '/index.html' ? ['/', file.url] : [file.url];
    for (const url of urls) {
      server.get(url, async (request, reply) => {
        reply.headers({ etag: file.etag, 'cache-control': 'no-cache' });
        if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
        return reply.type(file.type).send(file.bytes);
      });
    }
  }
}
