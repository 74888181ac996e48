import type { ChatAdapter } from '../../chat/chat-adapter.ts';
import { asConversationId } from '../../chat/conversation-id.ts';
import type { Directory } from '../../chat/directory.ts';
import type { Transact } from '../../chat/inbox/handle-deps.ts';
import type { Messenger, Wake } from '../../chat/handling-context.ts';
import type { Locale } from '../../chat/locale.ts';
import { AppError } from '../../lib/errors.ts';
import type { FileStore } from '../../lib/file-store.ts';
import type { Tx } from '../../lib/tx.ts';
import {
  markFetched,
  markGivenUp,
  waitingAttachment,
  waitingAttachments,
  type WaitingAttachment,
} from './attachment.store.ts';
import { attachmentJobId, fetchAttachment } from './job-contracts.ts';
import { labelOf } from './label.ts';
import { texts } from './texts.ts';

/** Telegram gives bots files of up to 20 MB; the same goes for all doors. */
const mostMegabytes = 20;

export interface FetchDeps {
  transact: Transact;
  files: FileStore;
  /** The doors that still have files, by platform. */
  sources: ReadonlyMap<string, Pick<ChatAdapter, 'fetchFile'>>;
  messenger: Messenger;
  directory: Pick<Directory, 'privateConversation'>;
  locale: Locale;
  /** Called after a message to somebody was committed. */
  committed(): void;
}

/**
 * Fetches the bytes of one attachment. When they cannot be had for good, the author is told once.
 * @throws AppError, transient, when trying again may help
 */
export async function fetchAttachmentFile(attachmentId: number, deps: FetchDeps): Promise<void> {
  const wanted = await deps.transact((tx) => waitingAttachment(tx, attachmentId));
  if (!wanted) return;
  const bytes = await fetchOrGiveUp(wanted, deps);
  if (!bytes) return;
  const kept = await deps.files.put(bytes);
  await deps.transact((tx) => markFetched(tx, wanted.id, kept));
}

async function fetchOrGiveUp(wanted: WaitingAttachment, deps: FetchDeps): Promise<Buffer | null> {
  const limit = mostMegabytes * 1024 * 1024;
  const source = deps.sources.get(wanted.remote.platform);
  if (!source?.fetchFile) {
    throw new AppError('file.no_source', `the ${wanted.remote.platform} door is closed in this process`, {
      transient: true,
    });
  }
  try {
    if (wanted.size > limit) throw new AppError('file.too_large', 'the file is larger than we keep');
    return await source.fetchFile(wanted.remote.handle, limit);
  } catch (error) {
    if (!(error instanceof AppError) || error.transient) throw error;
    await giveUp(wanted, error.code, deps);
    return null;
  }
}

async function giveUp(wanted: WaitingAttachment, code: string, deps: FetchDeps): Promise<void> {
  const { id, name, submission, remote } = wanted;
  const key = code === 'file.too_large' ? 'file_too_large' : 'file_gone';
  const text = texts(deps.locale)(key, { label: labelOf(submission.number), name, most: mostMegabytes });
  await deps.transact(async (tx) => {
    if (!(await markGivenUp(tx, id, code))) return;
    const talk = await deps.directory.privateConversation(tx, submission.authorId, remote.platform);
    const place = talk ?? asConversationId(submission.conversation);
    const subject = `submission:${submission.id}`;
    await deps.messenger.send(tx, place, { text }, { naturalKey: `attachment:${id}:failed`, subject });
  });
  deps.committed();
}

const sweepDays = 3;

/** For the sweep: queues again what waits for longer than 20 seconds, up to three days; what still has its job is not queued twice. @returns how many */
export async function requeueAttachments(tx: Tx, now: Date, wake: Wake): Promise<number> {
  const from = new Date(now.getTime() - sweepDays * 86_400_000);
  const ids = await waitingAttachments(tx, from, new Date(now.getTime() - 20_000));
  for (const attachmentId of ids) wake(fetchAttachment, { attachmentId }, attachmentJobId(attachmentId));
  return ids.length;
}
