import { expect } from 'vitest';
import { promiseIds } from '../../src/cli/verify/finding.ts';
import type { FaultHouse } from './fault-house.ts';

/** Every promise that can be checked by looking is kept; what was checked is not empty. */
export async function expectKept(house: FaultHouse, withinMs?: number): Promise<Readonly<Record<string, number>>> {
  const { findings, checked, figures } = await house.verify(withinMs);
  expect(findings.map(({ promise, what }) => `${promise}: ${what}`)).toEqual([]);
  expect(checked).toEqual(promiseIds);
  expect(figures['acks'], 'nothing was acknowledged, so nothing was tested').toBeGreaterThan(0);
  return figures;
}
