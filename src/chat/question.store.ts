import type { Tx } from '../lib/tx.ts';
import { client } from '../storage/index.ts';
import type { ConversationId } from './conversation-id.ts';

export interface NewQuestion {
  conversation: ConversationId;
  /** null = anybody of the unit may answer. */
  memberId: number | null;
  kind: string;
  subject: string;
  payload?: object;
  /** Older ones of the kind stay open. To everybody (memberId null) they always do. */
  several?: boolean;
  now: Date;
  /** null = open until closed. */
  expiresAt: Date | null;
}

export interface QuestionRow {
  id: number;
  memberId: number | null;
  kind: string;
  subject: string;
  payload: unknown;
}

/** Opens a question; an older one of the same kind to the same person here is closed, unless `several` may stand side by side. */
export async function openQuestion(tx: Tx, question: NewQuestion): Promise<void> {
  const db = client(tx);
  const { conversation, memberId, kind, subject } = question;
  await db.question.updateMany({
    where: {
      conversation,
      memberId,
      kind,
      closedAt: null,
      ...(memberId === null || question.several ? { subject } : {}),
    },
    data: { closedAt: question.now },
  });
  await db.question.create({
    data: { conversation, memberId, kind, subject, payload: question.payload ?? {}, expiresAt: question.expiresAt },
  });
}

/** Open questions in any of the conversations that this member may answer, newest first. */
export async function openQuestions(
  tx: Tx,
  conversations: readonly ConversationId[],
  memberId: number,
  now: Date,
): Promise<QuestionRow[]> {
  return client(tx).question.findMany({
    where: {
      conversation: { in: [...conversations] },
      closedAt: null,
      AND: [{ OR: [{ memberId }, { memberId: null }] }, { OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] }],
    },
    orderBy: { id: 'desc' },
    select: { id: true, memberId: true, kind: true, subject: true, payload: true },
  });
}

/** What stays with the question becomes another thing. */
export async function changeQuestion(tx: Tx, id: number, payload: object): Promise<void> {
  await client(tx).question.update({ where: { id }, data: { payload } });
}

export async function closeQuestions(tx: Tx, subject: string, now: Date): Promise<void> {
  await client(tx).question.updateMany({ where: { subject, closedAt: null }, data: { closedAt: now } });
}
