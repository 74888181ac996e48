import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/client.ts';
import type { RollState } from './roll.store.ts';

export interface RecalledAnswer {
  activityId: number;
  title: string;
  state: RollState;
}

/** Answers of the member that the inbox row gave, that stand as it gave them, to activities that still take answers. */
export async function answersBehind(
  tx: Tx,
  { unitId, memberId, inboxId, now }: { unitId: number; memberId: number; inboxId: bigint; now: Date },
): Promise<RecalledAnswer[]> {
  const entries = await client(tx).rollEntry.findMany({
    where: {
      memberId,
      activity: { unitId, state: 'open', endsAt: { gt: now } },
      changes: { some: { inboxId } },
    },
    orderBy: { activityId: 'asc' },
    select: {
      state: true,
      activity: { select: { id: true, title: true } },
      changes: { orderBy: { id: 'desc' }, take: 1, select: { inboxId: true } },
    },
  });
  return entries
    .filter(({ changes: [last] }) => last?.inboxId === inboxId)
    .map(({ state, activity }) => ({ activityId: activity.id, title: activity.title, state }));
}

/** The activity that the inbox row was a 心得 about; null = it was none. */
export async function reflectionBehind(
  tx: Tx,
  { memberId, inboxId }: { memberId: number; inboxId: bigint },
): Promise<{ activityId: number } | null> {
  return client(tx).reflection.findFirst({ where: { inboxId, memberId }, select: { activityId: true } });
}
