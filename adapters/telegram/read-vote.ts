import type { InboundMessage } from '../../src/chat/message.ts';
import { privateTalkOf, readPerson, readPlace } from './read-place.ts';
import type { TelegramUpdate } from './update-schema.ts';

/**
 * A choice in a poll. Telegram says neither where the poll stands nor when somebody chose, so it counts as said in
 * private at the time it came.
 * @returns null for a channel that votes: nobody can be named
 */
export function readVote(
  { poll_id, user, voter_chat, option_ids }: NonNullable<TelegramUpdate['poll_answer']>,
  { platform, receivedAt = 0 }: { platform: string; receivedAt: number | undefined },
): InboundMessage | null {
  if (!user || voter_chat || user.is_bot) return null;
  return {
    event: 'vote',
    ...readPlace(privateTalkOf(user), platform),
    messageId: `vote:${poll_id}`,
    editVersion: 0,
    sender: readPerson(user),
    text: '',
    mentionsBot: false,
    vote: { pollId: poll_id, options: option_ids },
    files: [],
    at: new Date(receivedAt),
  };
}
