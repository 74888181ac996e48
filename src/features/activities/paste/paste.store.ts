import { z } from 'zod';
import type { Tx } from '../../../lib/tx.ts';
import { client } from '../../../storage/client.ts';

/** Kind of the question that waits for the secretary's yes. */
export const pasteKind = 'activities.paste';

/** What that question keeps. */
export const pastePayload = z.object({
  activityId: z.number(),
  hash: z.string(),
  /** Inbox row of the paste, the evidence. */
  inboxId: z.string().regex(/^\d{1,19}$/),
  entries: z.array(
    z.object({
      memberId: z.number(),
      name: z.string(),
      state: z.enum(['none', 'acknowledged', 'joined', 'on_leave', 'tentative', 'waiting', 'attended']),
      guests: z.number(),
      note: z.string(),
    }),
  ),
});

export type WaitingPaste = z.output<typeof pastePayload>;

/** The paste that waits for this person's decision; null when it is decided or its time has run out. */
export async function waitingPaste(tx: Tx, at: { memberId: number; inboxId: string; now: Date }) {
  const row = await client(tx).question.findFirst({
    where: {
      kind: pasteKind,
      memberId: at.memberId,
      subject: `paste:${at.inboxId}`,
      closedAt: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: at.now } }],
    },
    select: { payload: true },
  });
  return pastePayload.safeParse(row?.payload).data ?? null;
}

export async function wasPasted(tx: Tx, activityId: number, hash: string): Promise<boolean> {
  return (await client(tx).pastedRoll.count({ where: { activityId, hash } })) > 0;
}

/** @returns false when the same words were taken for this activity before */
export async function keepPaste(
  tx: Tx,
  paste: { activityId: number; hash: string; inboxId: bigint; actorId: number; at: Date },
): Promise<boolean> {
  const { count } = await client(tx).pastedRoll.createMany({ data: [paste], skipDuplicates: true });
  return count === 1;
}
