import { AppError } from '../lib/errors.ts';
import type { JobContract } from './define-job.ts';
import type { JobBinding } from './job-handler.ts';

function countBy<T>(items: readonly T[], key: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}

/**
 * Proves that each job has exactly one handler, before anything is started.
 *
 * @throws AppError `job.registry`, listing every fault and its cure.
 */
export function proveRegistry(contracts: readonly JobContract[], bindings: readonly JobBinding[]): void {
  const declared = countBy(contracts, (contract) => contract.name);
  const handled = countBy(bindings, (binding) => binding.contract.name);
  const faults: string[] = [];
  for (const [name, count] of declared) {
    if (count > 1) faults.push(`"${name}" is declared ${count} times: give each job a name of its own`);
    if (!handled.has(name)) faults.push(`"${name}" has no handler: add handleJob(...) to jobs/registry.ts`);
  }
  for (const [name, count] of handled) {
    if (count > 1) faults.push(`"${name}" has ${count} handlers: keep one in jobs/registry.ts`);
    if (!declared.has(name))
      faults.push(`"${name}" has a handler but no contract: list its contract, or remove the handler`);
  }
  for (const { contract } of bindings) {
    const twin = contracts.find(({ name }) => name === contract.name);
    if (twin && twin !== contract && declared.get(contract.name) === 1) {
      faults.push(`"${contract.name}" is handled for another contract of the same name: import the listed one`);
    }
  }
  if (faults.length > 0) {
    throw new AppError('job.registry', `The jobs do not fit together:\n- ${faults.join('\n- ')}`);
  }
}
