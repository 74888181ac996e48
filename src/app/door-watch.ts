import type { ChatAdapter, DoorHealth } from '../chat/chat-adapter.ts';
import type { Directory } from '../chat/directory.ts';
import type { Transact } from '../chat/inbox/handle-deps.ts';
import type { Locale } from '../chat/locale.ts';
import { lossTold, tellOfLoss, tellOfReturn, type DoorStatus } from '../features/doors/index.ts';
import type { Clock } from '../lib/clock.ts';
import { errorCode } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { createLoop } from '../lib/loop.ts';

type WatchedDoor = Pick<ChatAdapter, 'platform' | 'health'>;

export interface DoorWatchDeps {
  doors: readonly WatchedDoor[];
  transact: Transact;
  directory: Pick<Directory, 'peopleWithRole' | 'privateConversation'>;
  clock: Clock;
  zone: string;
  locale: Locale;
  log: Pick<Logger, 'warn'>;
  /** Something was put in the outbox. */
  told(): void;
}

export interface DoorWatch {
  start(): void;
  stop(): Promise<void>;
  /** One look, at once. */
  look(): Promise<void>;
  status(): readonly DoorStatus[];
}

/** With both, secretaries know within a minute. */
const everyMs = 5_000;
const patienceMs = 20_000;
/** After a start a login is under way, and mostly comes through by itself. */
const startPatienceMs = 60_000;
/** A loss that an earlier process told of is the same one for so long. */
const sameLossMs = 24 * 60 * 60_000;

interface Watched {
  door: WatchedDoor;
  /** Has been open since this process began. */
  wasOpen: boolean;
  /** Since when nothing gets through. */
  since: Date | null;
  /** Since when it needs a login. */
  loginSince: Date | null;
  /** What the secretaries were told of and not yet that it is over; undefined = not looked up. */
  toldOf: Date | null | undefined;
}

/**
 * Looks after the doors: when one has lost its login, the secretaries of the units there are told, once, by other ways
 * than that door; and once when it is back. Which losses were told of is kept in the database, so that a restart tells
 * nothing twice.
 */
export function createDoorWatch(deps: DoorWatchDeps): DoorWatch {
  const { transact, clock, log } = deps;
  const watched: Watched[] = deps.doors.map((door) => ({
    door,
    wasOpen: false,
    since: null,
    loginSince: null,
    toldOf: undefined,
  }));
  const telling = (now: Date) => ({ directory: deps.directory, zone: deps.zone, locale: deps.locale, now });

  async function opened(one: Watched, now: Date): Promise<void> {
    const { platform } = one.door;
    one.toldOf ??= await transact((tx) => lossTold(tx, platform));
    const since = one.toldOf;
    if (since) {
      await transact((tx) => tellOfReturn(tx, { platform, since }, telling(now)));
      deps.told();
    }
    Object.assign(one, { wasOpen: true, since: null, loginSince: null, toldOf: null });
  }

  async function lost(one: Watched, page: string, now: Date): Promise<void> {
    const { platform } = one.door;
    const earlier = one.toldOf === undefined ? await transact((tx) => lossTold(tx, platform)) : one.toldOf;
    const isSame = earlier !== null && now.getTime() - earlier.getTime() < sameLossMs;
    const since = isSame ? earlier : (one.since ?? now);
    if (!isSame) {
      const others = deps.doors.filter((door) => door !== one.door && door.health().ok);
      const loss = { platform, since, page, others: others.map((door) => door.platform) };
      await transact((tx) => tellOfLoss(tx, loss, telling(now)));
      deps.told();
    }
    Object.assign(one, { since, toldOf: since });
  }

  async function lookAt(one: Watched, health: DoorHealth): Promise<void> {
    const now = clock.now();
    if (health.ok) {
      if (!one.wasOpen || one.since) await opened(one, now);
      return;
    }
    one.since ??= now;
    if (!health.needsLogin) return;
    one.loginSince ??= now;
    const patience = one.wasOpen ? patienceMs : startPatienceMs;
    if (one.toldOf || now.getTime() - one.loginSince.getTime() < patience) return;
    await lost(one, health.needsLogin.page, now);
  }

  async function look(): Promise<void> {
    for (const one of watched) {
      try {
        await lookAt(one, one.door.health());
      } catch (error) {
        log.warn(
          { code: errorCode(error), platform: one.door.platform },
          'the secretaries could not be told of a door',
        );
      }
    }
  }

  const loop = createLoop({
    round: async () => {
      await look();
      return false;
    },
    idleMs: everyMs,
    onError: (error) => log.warn({ code: errorCode(error) }, 'the doors could not be looked at'),
  });

  return {
    start: () => loop.start(),
    stop: () => loop.stop(),
    look,
    status: () =>
      watched.map(({ door, since }) => {
        const { ok, needsLogin = null, abilities = [] } = door.health();
        return { platform: door.platform, ok, since: ok ? null : since, needsLogin, abilities };
      }),
  };
}
