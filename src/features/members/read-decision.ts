import { z } from 'zod';
import type { OpenQuestion } from '../../chat/feature.ts';

export type Decision = 'agree' | 'refuse';

/** What a secretary said; named = the name was said or the question quoted, so that it is clear who is meant. */
export interface SaidDecision {
  decision: Decision;
  named: boolean;
}

/** What the question to the secretary carries. */
const joinPayload = z.object({ name: z.string() });

/** 同意 or 拒绝, alone or with the name that was asked about; null for anything else. */
export function readDecision(text: string, question: OpenQuestion): SaidDecision | null {
  const [, word, name = ''] = /^(同意|拒绝)[\s，,。！!]*(.*?)[。！!]*$/u.exec(text.trim()) ?? [];
  const asked = joinPayload.safeParse(question.payload);
  if (word === undefined || !asked.success || (name !== '' && name !== asked.data.name)) return null;
  return { decision: word === '同意' ? 'agree' : 'refuse', named: name !== '' || question.quoted };
}
