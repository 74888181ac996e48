import type { Feature } from '../../chat/feature.ts';
import { pollCommands } from './commands.ts';
import { whichQuestion } from './end-poll.ts';
import { confirmQuestion, pollActions, pollReplies, takeNativeVote, voteQuestion } from './vote-doors.ts';

export { closeDuePolls } from './close-due-polls.ts';

/** A choice asked of all members over every door at once, with one result. */
export function pollsFeature(): Feature {
  return {
    name: 'polls',
    commands: pollCommands,
    questions: [confirmQuestion, voteQuestion, whichQuestion],
    actions: pollActions,
    replies: [pollReplies],
    vote: takeNativeVote,
  };
}
