import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { healthRoutes, type Readiness } from '../../../adapters/shared/health-routes.ts';
import { createHttpServer } from '../../../adapters/shared/http-server.ts';
import { pageFolder, readPageFiles } from '../../../adapters/web/page-files.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import { openWebDoor, type WebDoor } from '../../support/web-door.ts';

let door: WebDoor;
beforeAll(async () => {
  door = await openWebDoor();
});
afterAll(() => door.close());

describe('the page', () => {
  it('is there at /, and everything it names is there too, with its type', async () => {
    const answer = await fetch(`${door.url}/`);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const html = await answer.text();
    const named = [...html.matchAll(/(?:href|src)="([\w./-]+\.\w+)"/g)].map(([, name]) => name ?? '');
    expect(named.length).toBeGreaterThan(2);
    for (const name of named) {
      const part = await fetch(`${door.url}/${name}`);
      expect([name, part.status]).toEqual([name, 200]);
      expect(part.headers.get('content-type')).toMatch(/^(text\/(css|javascript)|image\/svg)/);
    }
  });

  it('is sent again only when it has changed', async () => {
    const first = await fetch(`${door.url}/`);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    const again = await fetch(`${door.url}/`, { headers: { 'if-none-match': etag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect((await fetch(`${door.url}/`, { method: 'HEAD' })).status).toBe(200);
  });

  it('holds nothing that its own security policy would stop', () => {
    const inline = /<script(?![^>]*\ssrc=)|\sstyle="|\son\w+="|<style/;
    const outside = /(?:src|href)="(?:https?:)?\/\/|url\(\s*['"]?(?:https?:|data:|\/\/)|@import/;
    const files = readPageFiles(pageFolder()).map(({ url, bytes }) => ({ url, text: bytes.toString('utf8') }));
    const stopped = files.filter(
      ({ url, text }) =>
        (url.endsWith('.html') && inline.test(text)) || (/\.(?:html|css|js)$/.test(url) && outside.test(text)),
    );
    expect(stopped.map(({ url }) => url)).toEqual([]);
  });

  it('must be there, else the start says so', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'tongxin-page-'));
    expect(() => readPageFiles(folder)).toThrow(/install again/);
    await writeFile(path.join(folder, 'index.html'), '<p>你好</p>');
    await writeFile(path.join(folder, 'notes.txt'), 'not for readers');
    expect(readPageFiles(folder).map(({ url }) => url)).toEqual(['/index.html']);
    await rm(folder, { recursive: true });
  });
});

describe('health', () => {
  it('says whether the process answers and can work, and gives its figures', async () => {
    let state: Readiness = { ok: true, checks: { database: { ok: true, detail: 'ok' } } };
    const server = createHttpServer({ log: silentLogger, locale: 'zh-CN' });
    healthRoutes(server, {
      ready: async () => state,
      metrics: async () => 'tongxin_inbox_pending 0\n',
    });
    const health = await server.inject('/healthz');
    expect([health.statusCode, health.json()]).toEqual([200, { ok: true }]);
    expect((await server.inject('/readyz')).json()).toEqual(state);
    state = { ok: false, checks: { database: { ok: false, detail: 'away' } } };
    const away = await server.inject('/readyz');
    expect([away.statusCode, away.json()]).toEqual([503, state]);
    const metrics = await server.inject('/metrics');
    expect(metrics.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(metrics.body).toBe('tongxin_inbox_pending 0\n');
    await server.close();
  });
});
