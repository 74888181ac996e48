import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/client.ts';
import type { DraftedProposal, SourceText } from './drafting/drafted-proposal.ts';
import type { Notice } from './wording.ts';

export interface NewDraft {
  unitId: number;
  query: string;
  requestedById: number;
  conversation: string;
  inboxId: bigint;
  createdAt: Date;
  /** Personal data masked already. */
  sources: readonly (SourceText & { readonly submissionId: number })[];
}

/** A draft as the job works on it. */
export interface DraftInWork {
  readonly id: number;
  readonly unitId: number;
  readonly number: number;
  readonly query: string;
  readonly conversation: string;
  readonly progressOutboxId: bigint | null;
  /** Which attempt this is; only its own may end the draft. */
  readonly attempt: number;
  /** Oldest first. */
  readonly sources: readonly SourceText[];
  /** Of everybody in the unit, also of those who have left. */
  readonly names: readonly string[];
}

const columns = {
  id: true,
  unitId: true,
  number: true,
  query: true,
  conversation: true,
  progressOutboxId: true,
  attempts: true,
} as const;

/** Takes the unit's next number for it. */
export async function createDraft(tx: Tx, draft: NewDraft): Promise<{ id: number; number: number }> {
  const { sources, ...own } = draft;
  const { draftCount: number } = await client(tx).unit.update({
    where: { id: draft.unitId },
    data: { draftCount: { increment: 1 } },
    select: { draftCount: true },
  });
  const { id } = await client(tx).draft.create({ data: { ...own, number }, select: { id: true } });
  const rows = sources.map(({ submissionId, label, text, at }) => ({ draftId: id, submissionId, label, text, at }));
  await client(tx).draftSource.createMany({ data: rows });
  return { id, number };
}

export async function keepProgressMessage(tx: Tx, draftId: number, outboxId: bigint): Promise<void> {
  await client(tx).draft.update({ where: { id: draftId }, data: { progressOutboxId: outboxId } });
}

/**
 * Takes a draft that is not finished for one more attempt. An attempt that was cut off is simply followed by the next,
 * whose number makes the older one powerless.
 * @returns null when it is finished, unknown, or has had all its attempts
 */
export async function claimDraft(tx: Tx, draftId: number, mostAttempts: number): Promise<DraftInWork | null> {
  const [draft] = await client(tx).draft.updateManyAndReturn({
    where: { id: draftId, state: { in: ['queued', 'drafting'] }, attempts: { lt: mostAttempts } },
    data: { state: 'drafting', attempts: { increment: 1 } },
    select: columns,
  });
  if (!draft) return null;
  const { attempts: attempt, ...own } = draft;
  const sources = await client(tx).draftSource.findMany({
    where: { draftId },
    orderBy: [{ at: 'asc' }, { submissionId: 'asc' }],
    select: { label: true, text: true, at: true },
  });
  const members = await client(tx).member.findMany({ where: { unitId: own.unitId }, select: { name: true } });
  return { ...own, attempt, sources, names: members.map(({ name }) => name) };
}

/** Gives an attempt back that ended because the process is stopping: that is nobody's failure. */
export async function giveBackAttempt(tx: Tx, { id, attempt }: DraftInWork): Promise<void> {
  await client(tx).draft.updateMany({
    where: { id, state: 'drafting', attempts: attempt },
    data: { attempts: { decrement: 1 } },
  });
}

export interface FinishedDraft {
  readonly draft: DraftedProposal;
  readonly method: 'offline' | 'model';
  readonly notice: Notice | null;
  readonly finishedAt: Date;
  readonly document: { name: string; type: string; size: number; sha256: string };
}

/** Writes the result. @returns false, having written nothing, when another attempt has taken over or ended it */
export async function finishDraft(tx: Tx, work: DraftInWork, finished: FinishedDraft): Promise<boolean> {
  const { draft, method, notice, finishedAt, document } = finished;
  const { count } = await client(tx).draft.updateMany({
    where: { id: work.id, state: 'drafting', attempts: work.attempt },
    data: { state: 'ready', title: draft.title, method, notice, finishedAt },
  });
  if (count === 0) return false;
  const clauses = draft.clauses.map(({ section, text, cites }, index) => ({
    draftId: work.id,
    position: index + 1,
    section,
    text,
    cites: [...cites],
  }));
  await client(tx).clause.createMany({ data: clauses });
  await client(tx).attachment.create({ data: { unitId: work.unitId, draftId: work.id, ...document } });
  for (const outcome of new Set(draft.outcomes.values())) {
    const labels = [...draft.outcomes].filter(([, own]) => own === outcome).map(([label]) => label);
    await client(tx).draftSource.updateMany({ where: { draftId: work.id, label: { in: labels } }, data: { outcome } });
  }
  return true;
}

/** Ends a draft that has had all its attempts. @returns null when there is nothing to end */
export async function failDraft(
  tx: Tx,
  draftId: number,
  mostAttempts: number,
  finishedAt: Date,
): Promise<Omit<DraftInWork, 'sources' | 'attempt' | 'names'> | null> {
  const [draft] = await client(tx).draft.updateManyAndReturn({
    where: { id: draftId, state: { in: ['queued', 'drafting'] }, attempts: { gte: mostAttempts } },
    data: { state: 'failed', finishedAt },
    select: columns,
  });
  return draft ?? null;
}

/** Drafts asked for before `before` that are still not finished. */
export async function unfinishedDrafts(tx: Tx, before: Date): Promise<number[]> {
  const rows = await client(tx).draft.findMany({
    where: { state: { in: ['queued', 'drafting'] }, createdAt: { lt: before } },
    orderBy: { id: 'asc' },
    take: 100,
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}
