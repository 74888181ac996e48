import { z } from 'zod';

/** 案由, 情况与问题, 原因分析, 建议. */
export const draftSections = ['matter', 'situation', 'cause', 'suggestion'] as const;

/** What the model answers: clauses, each with the ids of this call that it rests on. Strict: nothing beside it. */
export const draftAnswer = z.strictObject({
  title: z.string(),
  clauses: z.array(
    z.strictObject({
      section: z.enum(draftSections),
      text: z.string(),
      cites: z.array(z.string()),
    }),
  ),
});

export type DraftAnswer = z.output<typeof draftAnswer>;
