import { SendError, type ChatAdapter } from '../chat/chat-adapter.ts';
import type { Command } from '../chat/command.ts';
import type { Clock } from '../lib/clock.ts';
import { errorCode } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { createLoop, type Loop } from '../lib/loop.ts';
import type { RoleTalk } from './role-talks.store.ts';
import { wantedMenus, type Menu } from './wanted-menus.ts';

export interface CommandMenusDeps {
  doors: readonly ChatAdapter[];
  commands: readonly Command[];
  roleTalks(): Promise<readonly RoleTalk[]>;
  clock: Clock;
  log: Logger;
}

/** A role that was given or taken shows in the menu within this time. */
const everyMs = 60_000;

/** What one door shows, as far as we know; forgotten with the process, after which all is offered once more. */
interface Offered {
  menus: Map<string, Menu>;
  /** The platform asked to be left in peace until then. */
  quietUntil: number;
}

const keyOf = ({ place, locale }: Menu) => `${place} ${locale}`;
const isSame = (one: Menu | undefined, other: Menu) => JSON.stringify(one) === JSON.stringify(other);

/** Menus of places that are no longer wanted are taken away: whoever lost a role sees what everybody sees. */
function changes(wanted: readonly Menu[], { menus }: Offered): Menu[] {
  const keys = new Set(wanted.map(keyOf));
  const gone = [...menus].filter(([key]) => !keys.has(key)).map(([, menu]) => ({ ...menu, entries: [] }));
  return [...wanted.filter((menu) => !isSame(menus.get(keyOf(menu)), menu)), ...gone];
}

function note({ menus }: Offered, menu: Menu): void {
  if (menu.entries.length === 0) menus.delete(keyOf(menu));
  else menus.set(keyOf(menu), menu);
}

/**
 * Keeps the platforms' command menus as the members' roles are. Menus are a convenience: a fault of the network, or a
 * platform that asks to wait, only means that they come later.
 */
export function createCommandMenus({ doors, commands, roleTalks, clock, log }: CommandMenusDeps): Loop {
  const shown = new Map<string, Offered>();
  let stopping = false;

  async function offer(door: ChatAdapter, wanted: readonly Menu[]): Promise<void> {
    const offered = shown.get(door.platform) ?? { menus: new Map(), quietUntil: 0 };
    shown.set(door.platform, offered);
    if (clock.now().getTime() < offered.quietUntil) return;
    for (const menu of changes(wanted, offered)) {
      if (stopping) return;
      try {
        await door.offerCommands?.(menu.place, menu.locale, menu.entries);
      } catch (error) {
        const refusal = error instanceof SendError ? error : null;
        log.debug({ platform: door.platform, code: errorCode(error) }, 'a command menu could not be shown');
        offered.quietUntil = clock.now().getTime() + (refusal?.retryAfterMs ?? 0);
        // Refused for good, such as by somebody who has blocked the bot: asking again would not help.
        if (!refusal?.permanent) return;
      }
      note(offered, menu);
    }
  }

  const loop = createLoop({
    idleMs: everyMs,
    async round() {
      const showing = doors.filter((door) => door.offerCommands);
      if (showing.length === 0) return false;
      const talks = await roleTalks();
      await Promise.all(
        showing.map((door) =>
          offer(
            door,
            wantedMenus(
              commands,
              talks.filter(({ platform }) => platform === door.platform),
            ),
          ),
        ),
      );
      return false;
    },
    onError: (error) => log.warn({ code: errorCode(error) }, 'the command menus could not be looked at'),
  });

  return {
    start: loop.start,
    nudge: loop.nudge,
    async stop() {
      stopping = true;
      await loop.stop();
    },
  };
}
