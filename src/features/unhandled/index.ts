import type { Feature } from '../../chat/feature.ts';
import { unhandledCommands } from './commands.ts';
import { verdictAction, verdictQuestion } from './decide-unhandled.ts';
import type { ReadUpdate } from './show-unhandled.ts';

export type { ReadUpdate } from './show-unhandled.ts';

/** What failed three times, for the secretary to see, try again or drop. */
export function unhandledFeature(deps: { readUpdate: ReadUpdate }): Feature {
  return {
    name: 'unhandled',
    commands: unhandledCommands(deps.readUpdate),
    questions: [verdictQuestion],
    actions: [verdictAction],
    replies: [],
  };
}
