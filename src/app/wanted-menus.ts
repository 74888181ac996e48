import type { MenuEntry, MenuPlace } from '../chat/chat-adapter.ts';
import type { Command } from '../chat/command.ts';
import type { RoleName } from '../chat/directory.ts';
import type { Locale } from '../chat/locale.ts';
import type { RoleTalk } from './role-talks.store.ts';

/** A menu of commands in one language at one place. */
export interface Menu {
  place: MenuPlace;
  locale: Locale;
  entries: readonly MenuEntry[];
}

const locales: readonly Locale[] = ['zh-CN', 'en'];

const forEverybody = ({ who }: Command) => who === 'anyone' || who === 'member';
const forRole = (command: Command, role: RoleName) =>
  forEverybody(command) || (typeof command.who !== 'string' && command.who.includes(role));

/**
 * The menus that a platform shall show. In groups the few that 帮助 shows there, in private all that members may use, and
 * to whoever has a role all that this role may use, in their own talk. Pure.
 */
export function wantedMenus(commands: readonly Command[], talks: readonly RoleTalk[]): Menu[] {
  const listed = commands.filter(({ unlisted }) => !unlisted);
  const places: readonly (readonly [MenuPlace, readonly Command[]])[] = [
    ['groups', listed.filter((command) => command.showFirst && forEverybody(command))],
    ['private', listed.filter(forEverybody)],
    ...talks.map(
      ({ conversation, role }) => [conversation, listed.filter((command) => forRole(command, role))] as const,
    ),
  ];
  return places.flatMap(([place, chosen]) =>
    locales.map((locale) => ({
      place,
      locale,
      entries: chosen.map(({ alias, help }) => ({ command: alias, description: help(locale) })),
    })),
  );
}
