import type { Command } from '../../chat/command.ts';
import type { Feature } from '../../chat/feature.ts';
import { greetGroup } from './bind-chat.ts';
import { joinAction, memberCommands } from './commands.ts';
import { joinQuestion } from './decide-join.ts';

export { directory, findMembersByName, listMembers } from './directory.store.ts';
export { findUnitByKey } from './members.store.ts';
export { ensureFirstUnit, findFirstUnit, type FirstStart } from './first-unit.store.ts';

/** Who is who: units and their groups, members, roles, help, and what is held about a person. */
export function membersFeature(deps: { allCommands: () => readonly Command[] }): Feature {
  return {
    name: 'members',
    commands: memberCommands(deps.allCommands),
    questions: [joinQuestion],
    actions: [joinAction],
    replies: [],
    joined: greetGroup,
  };
}
