import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { configSchema } from '../../src/config.ts';

it('.env.example names every setting of src/config.ts, once, and no other', () => {
  const lines = readFileSync('.env.example', 'utf8').split('\n');
  const named = lines.flatMap((line) => /^\s*#?\s*([A-Z][A-Z0-9_]*)=/.exec(line)?.[1] ?? []);
  const keys = Object.keys(configSchema.shape);
  expect(keys.length).toBeGreaterThan(10);
  expect(named.toSorted()).toEqual(keys.toSorted());
});
