import { AppError } from '../../lib/errors.ts';
import { isMemberContext, type HandlingContext } from '../handling-context.ts';
import { isPollUnderWay, subjectOfPoll } from '../outbox/native-poll.store.ts';
import type { Registry } from '../registry.ts';
import type { Route } from '../route-message.ts';

const ignore: Route = { kind: 'ignore' };

/**
 * A native poll was answered: whose it is finds out by what the poll's message is about. Polls of others and strangers
 * are passed over in silence.
 * @throws AppError `vote.early`, transient: it overtook the note of the poll's id
 */
export async function takeVote(registry: Registry, context: HandlingContext): Promise<Route> {
  const { tx, message } = context;
  const { vote, platform } = message;
  if (!vote || !isMemberContext(context)) return ignore;
  const subject = await subjectOfPoll(tx, platform, vote.pollId);
  if (subject === null) {
    if (!(await isPollUnderWay(tx, platform))) return ignore;
    throw new AppError('vote.early', 'the poll that this answers is still being sent', { transient: true });
  }
  return {
    kind: 'handle',
    async run() {
      for (const feature of registry.features) {
        if (await feature.vote?.(context, subject, vote.options)) return;
      }
    },
  };
}
