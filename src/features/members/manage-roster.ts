import type { RoleName } from '../../chat/directory.ts';
import type { MemberContext } from '../../chat/handling-context.ts';
import { findMembersByName, listMembers } from './people.store.ts';
import { presentRoster, roleWord } from './members.present.ts';
import { createMember, setRole } from './members.store.ts';
import { texts } from './texts.ts';

/** Enters members by name. Names that are there already are told apart, never doubled. */
export async function addMembers(context: MemberContext, names: readonly string[]): Promise<void> {
  const t = texts(context.locale);
  const added: string[] = [];
  const same: string[] = [];
  for (const name of new Set(names)) {
    const there = await findMembersByName(context.tx, context.unit.id, name);
    if (there.length > 0) same.push(name);
    else {
      const member = await createMember(context.tx, { unitId: context.unit.id, name });
      await context.audit('member.added', `member:${member.id}`);
      added.push(name);
    }
  }
  const lines = [
    ...(added.length > 0 ? [t('add.done', { count: added.length, names: added.join('、') })] : []),
    ...(same.length > 0 ? [t('add.same', { names: same.join('、') })] : []),
  ];
  await context.reply(lines.join('\n'));
}

export async function showRoster(context: MemberContext): Promise<void> {
  const members = await listMembers(context.tx, context.unit.id);
  await context.replyPrivately(presentRoster(context.unit, members, context.locale));
}

/** Gives a member another role. The last secretary cannot give up theirs: nobody could run the unit then. */
export async function appoint(context: MemberContext, name: string, role: RoleName): Promise<void> {
  const t = texts(context.locale);
  const named = await findMembersByName(context.tx, context.unit.id, name);
  const [member] = named;
  const say = async (text: string) => {
    await context.reply(text);
  };
  if (!member) return say(t('appoint.not_found', { name }));
  if (named.length > 1) return say(t('appoint.several', { count: named.length, name }));
  const secretaries = await context.directory.peopleWithRole(context.tx, context.unit.id, ['secretary']);
  const isLast = secretaries.length === 1 && secretaries[0]?.id === member.id;
  if (isLast && role !== 'secretary') return say(t('appoint.last'));
  await setRole(context.tx, member.id, role);
  await context.audit(`member.appointed.${role}`, `member:${member.id}`);
  await say(t('appoint.done', { name: member.name, role: roleWord({ ...member, role }, context.locale) }));
}
