import { AppError } from '../lib/errors.ts';
import type { QueueFactory, QueueHandle } from './backend.ts';
import { errorFields } from './error-fields.ts';
import type { QueueLog } from './queue-log.ts';
import type { QueueName } from './queue-names.ts';
import { within } from '../lib/within.ts';

/** The adding ends of the queues, each opened when it is first needed. */
export interface Producers {
  /** Waits until the queue answers: bound the wait with `within`. Rejects when it cannot be opened; ask again later. */
  queue(name: QueueName): Promise<QueueHandle>;
  /** Throws an opened queue away; the next `queue` opens it anew and makes its tables where they are gone. */
  renew(name: QueueName): void;
  close(): Promise<void>;
}

/** Opens queues on demand. BullMQ remembers a failed opening for ever, so such a queue is thrown away and made anew. */
export function createProducers(factory: QueueFactory, log: QueueLog): Producers {
  let closed = false;
  const opened = new Map<QueueName, { handle: QueueHandle; ready: Promise<QueueHandle> }>();

  function open(name: QueueName): Promise<QueueHandle> {
    const handle = factory.queue(name);
    handle.on('error', (error) =>
      log.warn({ queue: name, ...errorFields(error) }, 'queue: the adding end has a fault'),
    );
    const ready = handle.waitUntilReady().then(
      () => handle,
      async (error: unknown) => {
        opened.delete(name);
        await within(handle.close(), 1_000);
        throw error;
      },
    );
    opened.set(name, { handle, ready });
    return ready;
  }

  async function letGo(name: QueueName, handle: QueueHandle): Promise<void> {
    try {
      await within(handle.close(), 1_000);
    } catch (error) {
      log.warn({ queue: name, ...errorFields(error) }, 'queue: an adding end did not close cleanly');
    }
  }

  return {
    async queue(name) {
      if (closed) throw new AppError('queue.closed', 'The queues of this process are closed', { transient: true });
      return await (opened.get(name)?.ready ?? open(name));
    },
    renew(name) {
      const stale = opened.get(name);
      opened.delete(name);
      if (stale) void letGo(name, stale.handle);
    },
    async close() {
      closed = true;
      const handles = [...opened.values()].map(({ handle }) => handle);
      await within(Promise.allSettled(handles.map((handle) => handle.close())), 500);
    },
  };
}
