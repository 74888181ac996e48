import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { judgeArrow, judgeVendor, layerOf } from './arrows.ts';
import { findCircles } from './find-circles.ts';
import { listImports, type Import } from './list-imports.ts';
import { productionFiles } from './source-tree.ts';

const files = productionFiles();
const imports = files.flatMap(listImports);
const own = imports.filter((arrow) => arrow.to !== undefined);
const paths = new Set(files.map((file) => file.path));
const gateways = new Set(imports.filter((arrow) => arrow.vendor === 'openai').map((arrow) => arrow.from));
const { dependencies } = z
  .object({ dependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')));

const entryPoints = new Set(['src/main.ts', 'src/cli/main.ts']);
const said = (faults: readonly (string | null)[]) => faults.filter((fault) => fault !== null);

function graphOf(arrows: readonly Import[], node: (file: string) => string | undefined): Map<string, Set<string>> {
  const graph = new Map<string, Set<string>>();
  for (const { from, to } of arrows) {
    const [start, end] = [node(from), node(to ?? '')];
    if (start === undefined || end === undefined || start === end) continue;
    graph.set(start, (graph.get(start) ?? new Set()).add(end));
  }
  return graph;
}

describe('the arrows between the parts of the house', () => {
  it('are looked at in full', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(own.length).toBeGreaterThan(100);
    expect(imports.some((arrow) => arrow.typeOnly)).toBe(true);
    expect(imports.some((arrow) => arrow.vendor === 'zod')).toBe(true);
  });

  it('are those of the plan', () => {
    expect(said(own.map((arrow) => judgeArrow(arrow, gateways)))).toEqual([]);
  });

  it('end at a file that is there', () => {
    const generated = /^src\/storage\/generated\//;
    const missing = own.filter(({ to = '' }) => !paths.has(to) && !generated.test(to) && !existsSync(to));
    expect(missing.map(({ at, specifier }) => `${at} imports ${specifier}, which is not there`)).toEqual([]);
  });

  it('reach packages only from their own part', () => {
    expect(said(imports.map((arrow) => judgeVendor(arrow, new Set(Object.keys(dependencies)))))).toEqual([]);
  });

  it('form no circle of files', () => {
    const circles = findCircles(graphOf(own, (file) => file));
    expect(
      circles.map((circle) => `${circle.join(' -> ')} -> ${circle[0]}: move what both need into a file of its own`),
    ).toEqual([]);
  });

  it('form no circle of features', () => {
    const featureOf = (file: string) => {
      const layer = layerOf(file);
      return layer?.kind === 'feature' ? layer.name : undefined;
    };
    const circles = findCircles(graphOf(own, featureOf));
    expect(
      circles.map((circle) => `${circle.join(' -> ')} -> ${circle[0]}: let src/app.ts hand one in as a port`),
    ).toEqual([]);
  });

  it('reach every file from production code', () => {
    const imported = new Set(own.map((arrow) => arrow.to));
    const orphans = [...paths].filter((file) => !imported.has(file) && !entryPoints.has(file));
    expect(orphans.map((file) => `${file} is imported by nobody: wire it in, or remove it`)).toEqual([]);
  });
});
