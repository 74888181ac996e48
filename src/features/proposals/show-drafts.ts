import type { MemberContext } from '../../chat/handling-context.ts';
import type { OutboundFile } from '../../chat/message.ts';
import { findDraft, latestDrafts, numberOfDraft, type ShownDraft } from './draft-reading.store.ts';
import { presentList, presentSources, presentWhole } from './proposals.present.ts';
import { texts } from './texts.ts';
import { readNotice } from './wording.ts';

const listed = 10;

export async function listDrafts(context: MemberContext): Promise<void> {
  const drafts = await latestDrafts(context.tx, context.unit.id, listed);
  await context.reply(presentList(context.locale, context.zone, drafts));
}

/** All clauses with their sources, in as many messages as it takes; the last one carries the Word file. */
export async function showDraft(context: MemberContext, number: number): Promise<void> {
  const draft = await findReady(context, number);
  if (!draft) return;
  const pieces = presentWhole(context.locale, context.zone, draft, readNotice(draft.notice));
  const files = fileOf(draft);
  for (const [index, text] of pieces.entries()) {
    const body = index === pieces.length - 1 ? { text, files } : { text };
    await context.reply(body, { subject: `draft:${draft.id}` });
  }
}

export async function showSources(context: MemberContext, number: number): Promise<void> {
  const draft = await findReady(context, number);
  if (!draft) return;
  for (const text of presentSources(context.locale, context.zone, draft)) {
    await context.reply(text, { subject: `draft:${draft.id}` });
  }
}

/** The number of the draft that the quoted message is about; null when it quotes none. */
export async function quotedDraft({ tx, unit, repliedTo }: MemberContext): Promise<number | null> {
  const id = /^draft:(\d+)$/.exec(repliedTo?.subject ?? '')?.[1];
  return id === undefined ? null : numberOfDraft(tx, unit.id, Number(id));
}

/** The draft when it is finished; else says how it stands. */
async function findReady(context: MemberContext, number: number): Promise<ShownDraft | null> {
  const t = texts(context.locale);
  const draft = await findDraft(context.tx, context.unit.id, number);
  if (draft?.state === 'ready') return draft;
  if (!draft) await context.reply(t('notFound', { number }));
  else if (draft.state === 'failed') await context.reply(t('neverDrafted', { number, query: draft.query }));
  else await context.reply(t('stillDrafting', { number }));
  return null;
}

function fileOf({ document }: ShownDraft): OutboundFile[] {
  if (!document?.sha256) return [];
  const { name, type, size, sha256 } = document;
  return [{ name, type, size, sha256 }];
}
