import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configSchema } from '../../src/config.ts';

const guides = readdirSync('.').filter((name) => /^README.*\.md$/.test(name));
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')));
const read = (name: string) => readFileSync(name, 'utf8');
/** The text without code blocks, where a # begins a comment and no heading. */
const prose = (text: string) => text.replaceAll(/^```[\s\S]*?^```$/gm, '');
const headings = (text: string) => prose(text).match(/^#{1,6} /gm) ?? [];

describe('the guides', () => {
  it('exist in both languages, with the same headings', () => {
    expect(guides).toHaveLength(2);
    const [one, two] = guides.map((name) => headings(read(name)));
    expect(one?.length).toBeGreaterThan(5);
    expect(one).toEqual(two);
  });

  it.each(guides)('%s names only commands that exist', (name) => {
    const named = [...read(name).matchAll(/npm run (?:-{1,2}\w+ )*([\w:-]+)/g)].map(([, script = '']) => script);
    const short = [...read(name).matchAll(/npm (test|start)\b/g)].map(([, script = '']) => script);
    expect(named.length + short.length).toBeGreaterThan(0);
    expect([...named, ...short].filter((script) => !(script in scripts))).toEqual([]);
  });

  it.each(guides)('%s lists exactly the settings of src/config.ts', (name) => {
    const rows = prose(read(name)).match(/^\|[^|]*`[A-Z][A-Z0-9_]+`[^|]*\|/gm) ?? [];
    const listed = rows.flatMap((row) => [...row.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, key = '']) => key));
    expect(listed.toSorted()).toEqual(Object.keys(configSchema.shape).toSorted());
  });
});
