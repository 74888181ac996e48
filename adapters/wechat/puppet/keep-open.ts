import { errorCode } from '../../../src/lib/errors.ts';
import type { Logger } from '../../../src/lib/logger.ts';
import { within } from '../../../src/lib/within.ts';
import { DoorFault, waitAfter } from './door-fault.ts';
import type { LoginState } from '../login/login-state.ts';
import type { LoadPuppet, Puppet } from './puppet.ts';
import { prepareCard } from '../login/session-card.ts';
import { untilLost } from './until-lost.ts';

export interface KeepDeps {
  load: LoadPuppet;
  /** Where the login is kept between starts. */
  folder: string;
  login: LoginState;
  /** Called with each puppet before it starts; what comes from it after the signal is nobody's. */
  hear(puppet: Puppet, signal: AbortSignal): void;
  /** Opening failed, or the open door broke. */
  failed(fault: DoorFault): void;
  /** Milliseconds in which a puppet has to ask for a login or to log in. */
  silentLimitMs: number;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  log: Logger;
}

/** A puppet that hangs while it is stopped is left behind after this long. Milliseconds. */
const stopLimitMs = 1_200;

/** Opens the door, and opens it again when it breaks, until the signal comes or no further try can help. Never throws. */
export async function keepOpen(deps: KeepDeps, signal: AbortSignal): Promise<void> {
  const { login, failed, sleep } = deps;
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    const { logins } = login;
    const fault = await live(deps, signal).then(
      () => null,
      (error: unknown) => asFault(error),
    );
    if (signal.aborted || !fault) return;
    login.to('shut');
    failed(fault);
    if (fault.isFinal) return;
    if (login.logins > logins) attempt = 1;
    await sleep(waitAfter(attempt), signal);
  }
}

const asFault = (error: unknown): DoorFault =>
  error instanceof DoorFault
    ? error
    : // Not kept as `cause`: what puppets say may hold tokens and members' words.
      new DoorFault('broken', `the puppet failed (${errorCode(error)}); trying again`, { isFinal: false });

/** One puppet from its making to its end. Resolves when the signal came. @throws when it does not work (any more) */
async function live(deps: KeepDeps, signal: AbortSignal): Promise<void> {
  const { WechatyBuilder, log: libraryLog } = await import('wechaty');
  // Puppets write whole messages into their log.
  libraryLog.level('silent');
  const name = await prepareCard(deps.folder);
  const puppet = await deps.load();
  const life = new AbortController();
  const bot = WechatyBuilder.build({ name, puppet });
  bot.on('error', noteErrors(deps.log));
  try {
    deps.hear(puppet, life.signal);
    deps.login.to('silent');
    await untilAborted(bot.start(), signal);
    if (signal.aborted) return;
    if (puppet.state.inactive()) throw new DoorFault('start_failed', startFailed, { isFinal: false });
    const ending = AbortSignal.any([signal, life.signal]);
    const isConnecting = () => deps.login.phase === 'silent' || deps.login.phase === 'out';
    await Promise.race([watch(deps, ending), untilLost({ puppet, bot, isConnecting }, ending)]);
  } finally {
    life.abort();
    await stopBot(bot, deps.log);
  }
}

const startFailed = 'the puppet could not start: check WECHATY_PUPPET_TOKEN and the network; trying again';

/** Resolves when the signal came. @throws DoorFault when nothing shows for too long that WeChat is there */
async function watch({ login, silentLimitMs }: KeepDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const isWaiting = login.phase === 'silent' || login.phase === 'out';
    const changed = await login.changed(signal, isWaiting ? silentLimitMs : undefined);
    if (changed || signal.aborted) continue;
    const why = 'the puppet neither logs in nor asks for a login: check its token, its server and the network';
    throw new DoorFault('silent', `${why}; trying again`, { isFinal: false });
  }
}

async function stopBot(bot: { stop(): Promise<void> }, log: Logger): Promise<void> {
  const stopped = bot.stop().catch((error: unknown) => {
    log.warn({ door: 'wechat', code: errorCode(error) }, 'the puppet did not stop cleanly');
  });
  if (!(await within(stopped, stopLimitMs))) log.warn({ door: 'wechat' }, 'the puppet did not stop in time');
}

/** Ends with the work, or without it when the signal comes. */
async function untilAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const stop = new AbortController();
  const aborted = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { signal: stop.signal });
  });
  try {
    await Promise.race([work, aborted]);
  } finally {
    stop.abort();
    // Left behind, it may still fail, which is nobody's concern then.
    work.catch(() => undefined);
  }
}

/** Errors inside the puppet, a line a minute for each kind: a server that is away brings one with every try. */
function noteErrors(log: Logger): (error: unknown) => void {
  const told = new Map<string, number>();
  return (error) => {
    const code = errorCode(error);
    const now = performance.now();
    if (now - (told.get(code) ?? Number.NEGATIVE_INFINITY) < 60_000) return;
    if (told.size > 100) told.clear();
    told.set(code, now);
    log.warn({ door: 'wechat', code }, 'the puppet reports a fault');
  };
}
