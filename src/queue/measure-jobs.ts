import type { Meter } from '../lib/meter.ts';
import type { JobBinding } from './job-handler.ts';
import type { QueueLog } from './queue-log.ts';

/** The same bindings, whose runs are counted by queue and outcome. */
export function measureJobs(bindings: readonly JobBinding[], meter: Meter): JobBinding[] {
  return bindings.map((binding) => ({
    contract: binding.contract,
    async run(data, run) {
      const labels = { queue: binding.contract.queue, job: binding.contract.name };
      try {
        await binding.run(data, run);
        meter.count('jobs', { ...labels, outcome: 'done' });
      } catch (error) {
        meter.count('jobs', { ...labels, outcome: run.signal.aborted ? 'cut_off' : 'failed' });
        throw error;
      }
    },
  }));
}

export const stalledMessage = 'queue: a job was lost by its worker and runs again';

/** The same log; a job that its worker lost is also counted: the queue says so in no other way. */
export function measureStalls(log: QueueLog, meter: Meter): QueueLog {
  return {
    info: (fields, message) => log.info(fields, message),
    error: (fields, message) => log.error(fields, message),
    warn(fields, message) {
      const queue = 'queue' in fields ? String(fields.queue) : '';
      if (message === stalledMessage) meter.count('jobs', { queue, job: '', outcome: 'stalled' });
      log.warn(fields, message);
    },
  };
}
