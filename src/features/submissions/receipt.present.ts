import type { MemberContext } from '../../chat/handling-context.ts';
import { labelOf } from './label.ts';
import type { Submission } from './submission.store.ts';
import { texts } from './texts.ts';

export type ReceiptKind = 'received' | 'supplemented';
const withFiles = { received: 'received_files', supplemented: 'supplemented_files' } as const;

/** Makes the receipt of an album findable when more of its files arrive. */
export const albumReceiptKey = (lead: bigint) => `album:${lead}:receipt`;

/** The receipt of a submission or a supplement; of an album it says how many files there are. */
export function presentReceipt(
  context: MemberContext,
  { number }: Pick<Submission, 'number'>,
  kind: ReceiptKind,
): string {
  const t = texts(context.locale);
  const label = labelOf(number);
  const files = context.album?.files ?? 0;
  return files > 0 ? t(withFiles[kind], { label, count: files }) : t(kind, { label });
}
