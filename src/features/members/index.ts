import type { Command } from '../../chat/command.ts';
import type { Feature } from '../../chat/feature.ts';
import { greetGroup } from './bind-chat.ts';
import { joinAction, memberCommands } from './commands.ts';
import { joinQuestion } from './decide-join.ts';
import { unlinkQuestion } from './accounts/manage-accounts.ts';
import type { ReadUpdate } from './accounts/quoted-account.ts';

export { directory } from './directory.store.ts';
export { findMembersByName, listMembers } from './people.store.ts';
export { nameGroups } from './name-groups.ts';
export { platformName } from './members.present.ts';
export { findUnitByKey } from './members.store.ts';
export { readRoster, type RosterMember } from './roster.store.ts';
export { ensureWebRooms } from './web-room.store.ts';
export { ensureFirstUnit, findFirstUnit, type FirstStart } from './first-unit.store.ts';

export interface MembersDeps {
  allCommands: () => readonly Command[];
  /** For quoting a stranger's message; default: none can be read. */
  readUpdate?: ReadUpdate;
}

/** Who is who: units and their groups, members and their accounts, roles, help, and what is held about a person. */
export function membersFeature({ allCommands, readUpdate = () => null }: MembersDeps): Feature {
  return {
    name: 'members',
    commands: memberCommands(allCommands, readUpdate),
    questions: [joinQuestion, unlinkQuestion],
    actions: [joinAction],
    replies: [],
    joined: greetGroup,
  };
}
