import type { MemberContext } from '../../chat/handling-context.ts';
import type { InboundFile } from '../../chat/message.ts';
import { cleanText, shorten } from '../../lib/text.ts';
import { insertAttachment } from './attachment.store.ts';
import { attachmentJobId, fetchAttachment } from './job-contracts.ts';

/** A file's own name without folders and control characters. */
const tidyName = (name: string) =>
  shorten(
    cleanText(name)
      .split(/[\\/]/)
      .at(-1)
      ?.replace(/\p{Cc}/gu, '')
      .trim() ?? '',
    120,
  );

/** Keeps a message's files with a submission; those that the platform still has are fetched by a job. */
export async function keepFiles(
  context: MemberContext,
  submissionId: number,
  files: readonly InboundFile[],
): Promise<void> {
  for (const file of files) {
    const attachmentId = await insertAttachment(context.tx, {
      unitId: context.unit.id,
      submissionId,
      name: tidyName(file.name),
      type: cleanText(file.type),
      size: file.size,
      ...(file.sha256 === undefined ? {} : { sha256: file.sha256 }),
      ...(file.remote === undefined ? {} : { remote: { platform: context.message.platform, handle: file.remote } }),
    });
    if (file.sha256 === undefined) context.wake(fetchAttachment, { attachmentId }, attachmentJobId(attachmentId));
  }
}
