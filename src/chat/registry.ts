import { AppError } from '../lib/errors.ts';
import { foldText } from '../lib/text.ts';
import type { Command } from './command.ts';
import type { Action, Feature, Question, ReplyTaker } from './feature.ts';

/** Everything that features added to the conversation, ready to look up. */
export interface Registry {
  commands: readonly Command[];
  question(kind: string): Question | undefined;
  action(name: string): Action | undefined;
  replyTaker(type: string): ReplyTaker | undefined;
  replyTakers: readonly ReplyTaker[];
  features: readonly Feature[];
}

const doubles = (what: string, names: readonly string[]) =>
  names
    .filter((name, index) => names.indexOf(name) !== index)
    .map((name) => `${what} “${name}” is declared twice: rename one or delete it`);

/** @throws AppError `registry.doubles` naming every name, word or alias that two features claim */
export function createRegistry(features: readonly Feature[]): Registry {
  const commands = features.flatMap((feature) => feature.commands);
  const questions = features.flatMap((feature) => feature.questions);
  const actions = features.flatMap((feature) => feature.actions);
  const replyTakers = features.flatMap((feature) => feature.replies);
  const faults = [
    ...doubles(
      'command',
      commands.map((command) => command.name),
    ),
    ...doubles(
      'command word',
      commands.flatMap((command) => command.words.map(foldText)),
    ),
    ...doubles(
      'command alias',
      commands.map((command) => command.alias),
    ),
    ...doubles(
      'question',
      questions.map((question) => question.kind),
    ),
    ...doubles(
      'action',
      actions.map((action) => action.name),
    ),
    ...doubles(
      'reply taker',
      replyTakers.map((taker) => taker.type),
    ),
  ];
  if (faults.length > 0) throw new AppError('registry.doubles', faults.join('\n'));
  return {
    commands,
    question: (kind) => questions.find((question) => question.kind === kind),
    action: (name) => actions.find((action) => action.name === name),
    replyTaker: (type) => replyTakers.find((taker) => taker.type === type),
    replyTakers,
    features,
  };
}
