import type { InboundFile } from '../../chat/message.ts';
import type { SubmissionKind } from './read-submission.ts';

/** What a message hands in. */
export interface HandedIn {
  kind: SubmissionKind;
  text: string;
  /** Files that came with it, also those of the message before when it had only the heading. */
  files: readonly InboundFile[];
}
