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
  const lines = (wanted: (who: Command['who']) => boolean) =>
    commands
      .filter((command) => !command.unlisted && wanted(command.who))
      .map((command) => t('help.line', { line: command.help(locale) }));
  if (!person) return [t('help.title'), ...lines((who) => who === 'anyone' || who === 'stranger')].join('\n');
  const everybody = lines((who) => who === 'anyone' || who === 'member');
  const forRole = lines((who) => typeof who !== 'string' && who.includes(person.role));
  const role = forRole.length > 0 ? [t('help.role', { role: roleWord(person, locale) }), ...forRole] : [];
  return [t('help.title'), ...everybody, ...role, t('help.more')].join('\n');
}

export function presentRoster(unit: UnitRef, members: readonly Person[], locale: Locale): string {
  const t = texts(locale);
  const lines = members.map((member) => t('list.line', { name: member.name, role: roleWord(member, locale) }));
  return [t('list.title', { unit: unit.name, count: members.length }), ...lines].join('\n');
}

export function presentOwnData(person: Person, data: Awaited<ReturnType<typeof countOwnData>>, locale: Locale): string {
  const accounts = data.identities.map((identity) => `${identity.platform} ${identity.displayName}`).join('、');
  return texts(locale)('data.body', { ...data, name: person.name, role: roleWord(person, locale), accounts });
}
