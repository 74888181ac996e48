import type { Command } from '../../chat/command.ts';
import type { Person, UnitRef } from '../../chat/directory.ts';
import type { Locale } from '../../chat/locale.ts';
import type { countOwnData } from './members.store.ts';
import { texts } from './texts.ts';

export function roleWord(person: Pick<Person, 'role' | 'standing'>, locale: Locale): string {
  const t = texts(locale);
  return person.standing === 'candidate' && person.role === 'member' ? t('role.candidate') : t(`role.${person.role}`);
}

/** Help for somebody: only what they may use; what is for their role stands apart. */
export function presentHelp(commands: readonly Command[], person: Person | null, locale: Locale): string {
  const t = texts(locale);
  if (!person) return [t('help.title'), ...helpLines(forStrangers(commands), locale)].join('\n');
  const { everybody, forRole } = forMember(commands, person);
  const role =
    forRole.length > 0 ? [t('help.role', { role: roleWord(person, locale) }), ...helpLines(forRole, locale)] : [];
  return [t('help.title'), ...helpLines(everybody, locale), ...role, t('help.more')].join('\n');
}

/** Most lines of help in a group. */
const mostInGroup = 6;

/** Help in a group, where everybody gets the answer: the few lines used most, and where the rest is. */
export function presentShortHelp(commands: readonly Command[], person: Person | null, locale: Locale): string {
  const t = texts(locale);
  if (!person) return presentHelp(commands, person, locale);
  const first = forMember(
    commands.filter(({ showFirst }) => showFirst),
    person,
  );
  const role = first.forRole.slice(0, mostInGroup / 2);
  const everybody = first.everybody.slice(0, mostInGroup - role.length);
  return [t('help.title'), ...helpLines([...everybody, ...role], locale), t('help.rest')].join('\n');
}

const helpLines = (commands: readonly Command[], locale: Locale) =>
  commands
    .filter(({ unlisted }) => !unlisted)
    .map((command) => texts(locale)('help.line', { line: command.help(locale) }));

const forStrangers = (commands: readonly Command[]) =>
  commands.filter(({ who }) => who === 'anyone' || who === 'stranger');

const forMember = (commands: readonly Command[], { role }: Person) => ({
  everybody: commands.filter(({ who }) => who === 'anyone' || who === 'member'),
  forRole: commands.filter(({ who }) => typeof who !== 'string' && who.includes(role)),
});

const platformKeys = new Map<string, 'platform.web' | 'platform.telegram' | 'platform.wechat'>([
  ['web', 'platform.web'],
  ['telegram', 'platform.telegram'],
  ['wechat', 'platform.wechat'],
]);

/** A platform by the name that people know; one that has none here by its own. */
export function platformName(platform: string, locale: Locale): string {
  // A second bot of one process is a platform of its own, named after its number.
  const key = platformKeys.get(platform.replace(/-\d+$/, ''));
  return key === undefined ? (platform.split('-')[0] ?? platform) : texts(locale)(key);
}

/** An account as people know it: where, under which name, and under which in the group. */
export function accountWord(
  { platform, displayName, nickname }: { platform: string; displayName: string; nickname?: string | null },
  locale: Locale,
): string {
  const named = { platform: platformName(platform, locale), account: displayName };
  return nickname && nickname !== displayName
    ? texts(locale)('accounts.line_nickname', { ...named, nickname })
    : texts(locale)('accounts.line', named);
}

export function presentRoster(unit: UnitRef, members: readonly Person[], locale: Locale): string {
  const t = texts(locale);
  const lines = members.map((member) => t('list.line', { name: member.name, role: roleWord(member, locale) }));
  return [t('list.title', { unit: unit.name, count: members.length }), ...lines].join('\n');
}

export function presentOwnData(person: Person, data: Awaited<ReturnType<typeof countOwnData>>, locale: Locale): string {
  const accounts = data.identities.map((account) => accountWord(account, locale)).join('、');
  return texts(locale)('data.body', { ...data, name: person.name, role: roleWord(person, locale), accounts });
}
