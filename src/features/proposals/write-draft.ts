import { asConversationId } from '../../chat/conversation-id.ts';
import type { Transact } from '../../chat/inbox/handle-deps.ts';
import type { Messenger } from '../../chat/handling-context.ts';
import { withTitle } from '../../chat/with-title.ts';
import type { Locale } from '../../chat/locale.ts';
import type { Clock } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';
import type { FileStore } from '../../lib/file-store.ts';
import type { Logger } from '../../lib/logger.ts';
import { shorten } from '../../lib/text.ts';
import type { LlmBudget } from '../../llm/budget.ts';
import { defaultBudget } from '../../llm/budget.ts';
import { LlmError } from '../../llm/llm-error.ts';
import type { ModelPort } from '../../llm/model-port.ts';
import type { DraftedProposal } from './drafting/drafted-proposal.ts';
import { draftWithModel } from './drafting/model-drafter.ts';
import { draftOffline } from './drafting/offline-drafter.ts';
import { createCallLedger } from './llm-call.store.ts';
import { presentDelivery } from './proposals.present.ts';
import { claimDraft, failDraft, finishDraft, giveBackAttempt, type DraftInWork } from './proposals.store.ts';
import { texts } from './texts.ts';
import type { Notice } from './wording.ts';

export interface WriteDraftDeps {
  transact: Transact;
  messenger: Messenger;
  files: FileStore;
  /** null = no model is set up: sentences as they were said. */
  model: ModelPort | null;
  clock: Clock;
  zone: string;
  locale: Locale;
  log: Logger;
  /** Called after a commit that put messages into the outbox. */
  committed(): void;
  /** For the fences of a prompt: hard to guess, new at each call. */
  nonce(): string;
  budget?: LlmBudget;
}

/**
 * Attempts of one draft, those cut off by a crash included; then it is given up with a message. Many, because a machine
 * that fails again and again must not cost the secretary the draft; bounded, because a draft might be what kills it.
 */
export const mostAttempts = 8;

const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

interface Composed {
  readonly draft: DraftedProposal;
  readonly method: 'offline' | 'model';
  readonly notice: Notice | null;
}

/**
 * Writes a draft and delivers it: one transaction holds the result, the delivery and the end of the progress message.
 * Safe to run twice, at once, and again after being cut off anywhere.
 * @throws AppError, transient, when the run was stopped; whatever the database or the disk throws
 */
export async function writeDraft(draftId: number, deps: WriteDraftDeps, signal: AbortSignal): Promise<void> {
  const work = await deps.transact((tx) => claimDraft(tx, draftId, mostAttempts));
  if (!work) return giveUp(draftId, deps);
  try {
    const composed = await compose(work, deps, signal);
    await deliver(work, composed, deps);
  } catch (error) {
    if (isStopping(signal)) await deps.transact((tx) => giveBackAttempt(tx, work));
    throw error;
  }
}

/** The process is about to stop; a run whose time is up has failed instead. */
const isStopping = ({ aborted, reason }: AbortSignal) =>
  aborted && reason instanceof AppError && reason.code === 'job.stopping';

async function compose(work: DraftInWork, deps: WriteDraftDeps, signal: AbortSignal): Promise<Composed> {
  const { query, sources, names } = work;
  if (!deps.model) return { draft: draftOffline(query, sources), method: 'offline', notice: null };
  await showProgress(work, deps);
  const { budget = defaultBudget, transact, model, log } = deps;
  const ledger = createCallLedger(work.id, budget.callsPerDraft, transact);
  let notice: Notice = 'modelUnsupported';
  try {
    const draft = await draftWithModel(query, sources, { model, budget, ledger, signal, nonce: deps.nonce(), names });
    if (draft) return { draft, method: 'model', notice: null };
  } catch (error) {
    if (!(error instanceof LlmError) || signal.aborted) throw error;
    notice = error.userMessage;
    log.warn({ draft: work.id, code: error.code }, 'the model gave no draft; excerpts are used');
  }
  return { draft: draftOffline(query, sources), method: 'offline', notice };
}

/** A model takes its time, so the progress message says that it is at work. Once an attempt: no platform is flooded. */
async function showProgress({ progressOutboxId, sources }: DraftInWork, deps: WriteDraftDeps): Promise<void> {
  if (progressOutboxId === null) return;
  const text = texts(deps.locale)('progressModel', { count: sources.length });
  await deps.transact((tx) => deps.messenger.edit(tx, progressOutboxId, { text }));
  deps.committed();
}

async function deliver(work: DraftInWork, composed: Composed, deps: WriteDraftDeps): Promise<void> {
  const { messenger, locale, zone } = deps;
  const t = texts(locale);
  const { id, number, query, sources, progressOutboxId } = work;
  const { renderProposal } = await import('./document/proposal-document.ts');
  const bytes = await renderProposal({ ...composed, query, sources, zone });
  // On disk before the commit: a row never names a file that is not there.
  const kept = await deps.files.put(bytes);
  const document = { name: documentName(work, locale), type: docx, ...kept };
  const done = await deps.transact(async (tx) => {
    const finished = { ...composed, document, finishedAt: deps.clock.now() };
    if (!(await finishDraft(tx, work, finished))) return false;
    const { title } = composed.draft;
    if (progressOutboxId !== null)
      await messenger.edit(tx, progressOutboxId, { text: t('progressDone', { number, title }) });
    const body = { ...withTitle(presentDelivery(locale, work, composed, zone)), files: [document] };
    await messenger.send(tx, asConversationId(work.conversation), body, {
      naturalKey: `draft:${id}:delivered`,
      subject: `draft:${id}`,
    });
    return true;
  });
  if (done) deps.committed();
  else deps.log.info({ draft: id, attempt: work.attempt }, 'another attempt has taken this draft over');
}

function documentName({ number, query }: DraftInWork, locale: Locale): string {
  const words = shorten(query.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, ''), 20);
  return texts(locale)('documentName', { number, query: words });
}

/** Tells once that a draft which had all its attempts did not work out. Finished and unknown drafts are left alone. */
async function giveUp(draftId: number, deps: WriteDraftDeps): Promise<void> {
  const { messenger, clock, locale } = deps;
  const t = texts(locale);
  const failed = await deps.transact(async (tx) => {
    const draft = await failDraft(tx, draftId, mostAttempts, clock.now());
    if (!draft) return false;
    const { number, query, progressOutboxId } = draft;
    if (progressOutboxId !== null)
      await messenger.edit(tx, progressOutboxId, { text: t('progressFailed', { number }) });
    await messenger.send(
      tx,
      asConversationId(draft.conversation),
      { text: t('failed', { number, query }) },
      {
        naturalKey: `draft:${draftId}:failed`,
        subject: `draft:${draftId}`,
      },
    );
    return true;
  });
  if (failed) deps.committed();
}
