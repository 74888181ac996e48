import type { MemberContext } from '../../chat/handling-context.ts';
import { addToTextQuestion } from './ask-for-text.ts';
import { keepFiles } from './keep-files.ts';
import { albumReceiptKey, presentReceipt } from './receipt.present.ts';
import { mayChange } from './submission.policy.ts';
import { submissionByInbox, supplementedByInbox } from './submission.store.ts';

/**
 * Pictures of an album that come after its words were handled go where those went, without another receipt: the first
 * one is put right where the door can change a message.
 */
export async function takeFiles(context: MemberContext, lead: bigint): Promise<boolean> {
  const { tx, unit, person, message, door, messenger } = context;
  const received = await submissionByInbox(tx, unit.id, lead);
  const submission = received ?? (await supplementedByInbox(tx, unit.id, lead));
  if (!submission) return addToTextQuestion(context, lead);
  if (!mayChange(person, submission) || submission.state === 'withdrawn') return false;
  await keepFiles(context, submission.id, message.files);
  if (!door.edits) return true;
  const text = presentReceipt(context, submission, received ? 'received' : 'supplemented');
  await messenger.edit(tx, { naturalKey: albumReceiptKey(lead) }, { text });
  return true;
}
