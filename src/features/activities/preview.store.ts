import { z } from 'zod';
import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/client.ts';

/** Kind of the question that waits for the organiser's yes. */
export const confirmKind = 'activities.confirm';

/** What that question keeps: the outbox row of the preview, so that its buttons can be taken away. */
export const previewPayload = z.object({ preview: z.string().regex(/^\d{1,19}$/) });

/** The outbox row of the newest preview. The question may have run out: buttons work as long as the draft waits. */
export async function newestPreview(tx: Tx, subject: string): Promise<bigint | null> {
  const row = await client(tx).question.findFirst({
    where: { kind: confirmKind, subject },
    orderBy: { id: 'desc' },
    select: { payload: true },
  });
  const kept = previewPayload.safeParse(row?.payload);
  return kept.success ? BigInt(kept.data.preview) : null;
}
