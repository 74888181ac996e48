import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { productionFiles } from './source-tree.ts';
import { isNode, nodesOf } from './syntax-tree.ts';

const texts = z.record(z.string(), z.string());
const files = productionFiles();
const spoken = files.filter((file) => !file.path.includes('/locales/'));

const features = readdirSync('src/features', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => `src/features/${entry.name}`);
const others = files.flatMap(({ path: at }) =>
  at.includes('/locales/') ? [at.slice(0, at.indexOf('/locales/'))] : [],
);
const speakers = [...new Set([...features, 'src/chat', ...others])].toSorted();

/** Every text in quotes of the files that speak, and the beginnings of those that are put together: `item_${…}`. */
const quoted = new Set<string>();
const beginnings = new Set<string>();
for (const node of spoken.flatMap(nodesOf)) {
  if (node.type === 'Literal' && typeof node['value'] === 'string') quoted.add(node['value']);
  if (node.type !== 'TemplateLiteral' || !Array.isArray(node['quasis'])) continue;
  const first: unknown = node['quasis'][0];
  const value = isNode(first) ? z.object({ cooked: z.string() }).parse(first['value']).cooked : '';
  if (/^[a-z]+[._]/i.test(value)) beginnings.add(value);
}
const isUsed = (key: string) => quoted.has(key) || [...beginnings].some((beginning) => key.startsWith(beginning));

const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g))].toSorted();

describe('texts for people', () => {
  it('are looked at in full', () => {
    expect(features.length).toBeGreaterThanOrEqual(5);
    expect(spoken.length).toBeGreaterThan(50);
    expect(quoted.size).toBeGreaterThan(100);
  });

  it.each(speakers)('of %s stand in both languages, with the same gaps to fill, and each is used', async (speaker) => {
    const [chinese, english] = ['zh-CN', 'en'].map((language) => path.resolve(`${speaker}/locales/${language}.ts`));
    if (!chinese || !english || !existsSync(chinese) || !existsSync(english)) {
      throw new Error(`${speaker} needs locales/zh-CN.ts exporting zhCN and locales/en.ts exporting en`);
    }
    const zhCN = texts.parse((await import(chinese)).zhCN);
    const en = texts.parse((await import(english)).en);
    expect(Object.keys(zhCN).length).toBeGreaterThan(0);
    expect(Object.keys(en).toSorted(), 'the keys of both languages').toEqual(Object.keys(zhCN).toSorted());
    for (const [key, text] of Object.entries(zhCN)) {
      expect(placeholders(en[key] ?? ''), `the gaps of "${key}"`).toEqual(placeholders(text));
    }
    expect(
      Object.keys(zhCN).filter((key) => !isUsed(key)),
      'keys that nothing uses: remove them',
    ).toEqual([]);
  });
});
