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

const telling = ({ directory, zone, locale }: DoorWatchDeps, now: Date) => ({ directory, zone, locale, now });

async function opened(deps: DoorWatchDeps, one: Watched, now: Date): Promise<void> {
  const { platform } = one.door;
  const since = one.toldOf ?? (await deps.transact((tx) => lossTold(tx, platform)));
  if (since) {
    await deps.transact((tx) => tellOfReturn(tx, { platform, since }, telling(deps, now)));
    deps.told();
  }
  Object.assign(one, { wasOpen: true, since: null, loginSince: null, toldOf: null });
}

async function lost(deps: DoorWatchDeps, one: Watched, page: string, now: Date): Promise<void> {
  const { platform } = one.door;
  const earlier = one.toldOf === undefined ? await deps.transact((tx) => lossTold(tx, platform)) : one.toldOf;
  const isSame = earlier !== null && now.getTime() - earlier.getTime() < sameLossMs;
  const since = isSame ? earlier : (one.since ?? now);
  if (!isSame) {
    const others = deps.doors.filter((door) => door !== one.door && door.health().ok);
    const loss = { platform, since, page, others: others.map((door) => door.platform) };
    await deps.transact((tx) => tellOfLoss(tx, loss, telling(deps, now)));
    deps.told();
  }
  Object.assign(one, { since, toldOf: since });
}

async function lookAt(deps: DoorWatchDeps, one: Watched, { ok, needsLogin }: DoorHealth): Promise<void> {
  const now = deps.clock.now();
  if (ok) {
    if (!one.wasOpen || one.since) await opened(deps, one, now);
    return;
  }
  one.since ??= now;
  if (!needsLogin) return;
  one.loginSince ??= now;
  const patience = one.wasOpen ? patienceMs : startPatienceMs;
  if (one.toldOf || now.getTime() - one.loginSince.getTime() < patience) return;
  await lost(deps, one, needsLogin.page, now);
}

const unseen = (door: WatchedDoor): Watched => ({
  door,
  wasOpen: false,
  since: null,
  loginSince: null,
  toldOf: undefined,
});

/**
 * Looks after the doors: when one has lost its login, the secretaries of the units there are told, once, by other ways
 * than that door; and once when it is back. Which losses were told of is kept in the database, so that a restart tells
 * nothing twice.
 */
export function createDoorWatch(deps: DoorWatchDeps): DoorWatch {
  const { log } = deps;
  const watched = deps.doors.map(unseen);

  async function look(): Promise<void> {
    for (const one of watched) {
      try {
        await lookAt(deps, one, one.door.health());
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
