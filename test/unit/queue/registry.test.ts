import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineJob } from '../../../src/queue/define-job.ts';
import { handleJob } from '../../../src/queue/job-handler.ts';
import { proveRegistry } from '../../../src/queue/registry.ts';

const rowPayload = z.object({ row: z.string() });
const define = (name: string) => defineJob({ name, queue: 'draft', payload: rowPayload });
const handle = (contract: ReturnType<typeof define>) => handleJob(contract, async () => {});

describe('the registry of jobs', () => {
  it('is fine when each job has one handler', () => {
    const jobs = [define('draft-issue'), define('fetch-file')];
    expect(() => proveRegistry(jobs, jobs.map(handle))).not.toThrow();
  });

  it('lists every fault at once, with its cure', () => {
    const [lonely, twice, stray, twin] = ['lonely', 'twice', 'stray', 'twin'].map(define);
    if (!lonely || !twice || !stray || !twin) throw new Error('four jobs were defined');
    const prove = () => proveRegistry([lonely, twice, twin, define('twin')], [twice, twice, stray, twin].map(handle));
    expect(prove).toThrow(expect.objectContaining({ code: 'job.registry' }));
    expect(prove).toThrow(/"lonely" has no handler: add/);
    expect(prove).toThrow(/"twice" has 2 handlers: keep one/);
    expect(prove).toThrow(/"stray" has a handler but no contract: list/);
    expect(prove).toThrow(/"twin" is declared 2 times: give/);
  });

  it('notices a handler of a contract that only has the same name', () => {
    expect(() => proveRegistry([define('copied')], [handle(define('copied'))])).toThrow(
      /another contract of the same name/,
    );
  });
});

describe('declaring a job', () => {
  it('fills in what is not said', () => {
    expect(define('draft-issue')).toMatchObject({ attempts: 3, backoff: { type: 'exponential', delayMs: 5_000 } });
    expect(defineJob({ name: 'sweep', queue: 'remind', payload: z.object({}), every: 30_000 }).attempts).toBe(1);
  });

  it.each(['Draft', 'a:b', '12', 'draft.issue', ''])('refuses the name %j', (name) => {
    expect(() => define(name)).toThrow(/kebab-case/);
  });

  it('refuses a tick whose payload needs a field', () => {
    expect(() => defineJob({ name: 'sweep', queue: 'remind', payload: rowPayload, every: 30_000 })).toThrow(
      /make every field optional/,
    );
  });
});
