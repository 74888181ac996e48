import type { Transact } from '../src/chat/inbox/handle-deps.ts';
import type { Wake } from '../src/chat/handling-context.ts';
import { forgetOldPayloads } from '../src/chat/inbox/inbox.store.ts';
import { sweepTick } from '../src/chat/job-contracts.ts';
import { requeueDrafts } from '../src/features/proposals/index.ts';
import { requeueAttachments } from '../src/features/submissions/index.ts';
import type { Clock } from '../src/lib/clock.ts';
import { handleJob } from '../src/queue/job-handler.ts';

/** Days that the words of a handled message stay in the inbox as evidence. */
const payloadDays = 30;

export interface SweepDeps {
  transact: Transact;
  clock: Clock;
  wake: Wake;
}

/** The sweep: tables say what is due, so a queue that lost its jobs gets them back. */
export const sweepJob = ({ transact, clock, wake }: SweepDeps) =>
  handleJob(sweepTick, async () => {
    const now = clock.now();
    await transact((tx) => requeueDrafts(tx, now, wake));
    await transact((tx) => requeueAttachments(tx, now, wake));
    await transact((tx) => forgetOldPayloads(tx, payloadDays));
  });
