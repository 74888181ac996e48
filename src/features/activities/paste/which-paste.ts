import { z } from 'zod';

/** Kind of the question which of several activities a paste is for. */
export const whichPasteKind = 'activities.paste_which';

/** The activities as they were listed, and the paste that waits. */
export const whichPastePayload = z.object({
  ids: z.array(z.number()),
  text: z.string(),
  inboxId: z.string().regex(/^\d{1,19}$/),
});
