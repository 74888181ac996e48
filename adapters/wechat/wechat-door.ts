import type { DoorHealth, Intake } from '../../src/chat/chat-adapter.ts';
import type { Locale } from '../../src/chat/locale.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { errorCode } from '../../src/lib/errors.ts';
import type { Logger } from '../../src/lib/logger.ts';
import { abilitiesOf, idsChange } from './abilities.ts';
import { createAcceptor } from './hearing/accept-people.ts';
import type { Circuit } from './sending/circuit.ts';
import { hearPuppet } from './hearing/hear-puppet.ts';
import { keepOpen } from './puppet/keep-open.ts';
import { createLoginState, type LoginState } from './login/login-state.ts';
import type { LoadPuppet, Puppet } from './puppet/puppet.ts';
import { createTakeIn, type TakeIn } from './hearing/take-in.ts';

export interface DoorDeps {
  /** The puppet's npm package, which tells what it can. */
  name: string;
  load: LoadPuppet;
  /** Where the login is kept between starts. */
  folder: string;
  /** Where a person logs in. */
  page(): string;
  /** A new code is there to be scanned. */
  showCode(code: string): void;
  circuit: Circuit;
  silentLimitMs: number;
  clock: Clock;
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  locale: Locale;
  log: Logger;
}

/** The way in and the login: opens the door in the background and keeps it open. */
export interface WechatDoor {
  readonly login: LoginState;
  start(to: Intake): void;
  stop(): Promise<void>;
  /** The puppet while our account is logged in. */
  puppet(): Puppet | null;
  health(): DoorHealth;
  /** Code of the fault that keeps the door shut. */
  faultCode(): string | null;
  /** Messages that could not be kept, see TakeIn.lost. */
  lost(): number;
}

/** What waits for the database when the program stops gets this long. Milliseconds. */
const graceMs = 600;

/** Why the door is shut; a code where it is one of a DoorFault. */
interface Fault {
  message: string;
  code?: string;
}

const details = {
  shut: 'not connected',
  silent: 'connecting to WeChat',
  scan: 'waits for somebody to scan the code',
  scanned: 'waits for a tap on the phone',
  in: 'logged in',
  out: 'logged out, waits for a new code',
} as const;

export function createWechatDoor(deps: DoorDeps): WechatDoor {
  const { name, circuit, sleep, log } = deps;
  const login = createLoginState();
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let takeIn: TakeIn | null = null;
  let current: Puppet | null = null;
  let fault: Fault | null = { message: 'not started' };

  async function run(taking: TakeIn): Promise<void> {
    const acceptor = createAcceptor({ sleep, log }, stopping.signal);
    const warned = () => {
      circuit.trip();
      log.warn({ door: 'wechat' }, 'WeChat says that messages come too often: nothing is sent for half an hour');
    };
    const hearing = { ...deps, login, takeIn: taking, acceptor, idsChange: idsChange(name), warned };
    await keepOpen(
      {
        ...deps,
        login,
        hear(puppet, signal) {
          current = puppet;
          hearPuppet(puppet, hearing, signal);
        },
        failed(why) {
          fault = why;
          log.warn({ door: 'wechat', puppet: name, code: why.code }, why.message);
        },
      },
      stopping.signal,
    );
  }

  return {
    login,
    start(to) {
      fault = null;
      takeIn = createTakeIn({ intake: to, sleep, log });
      const changed = () => {
        if (login.phase !== 'shut') fault = null;
      };
      void follow(login, deps, { changed, signal: stopping.signal });
      running = run(takeIn).catch((error: unknown) => {
        log.error({ door: 'wechat', code: errorCode(error) }, 'the door to WeChat broke');
        fault = { message: 'stopped by a fault' };
      });
    },
    async stop() {
      stopping.abort();
      await Promise.all([running, takeIn?.stop(graceMs)]);
      login.to('shut');
      fault = { message: 'stopped' };
    },
    puppet: () => (login.phase === 'in' ? current : null),
    health: () => describeHealth(deps, { login, fault: fault?.message ?? null, lost: takeIn?.lost ?? 0 }),
    faultCode: () => fault?.code ?? null,
    lost: () => takeIn?.lost ?? 0,
  };
}

/** Shows each new code once, and writes what the login comes to into the log. */
async function follow(
  login: LoginState,
  { name, log, showCode }: DoorDeps,
  { changed, signal }: { changed(): void; signal: AbortSignal },
): Promise<void> {
  let shown: string | null = null;
  let { phase } = login;
  while (await login.changed(signal)) {
    changed();
    if (login.code !== null && login.code !== shown) showCode(login.code);
    shown = login.code;
    if (login.phase !== phase) log.info({ door: 'wechat', puppet: name }, details[login.phase]);
    phase = login.phase;
  }
}

function describeHealth(
  { name, locale, circuit, page }: DoorDeps,
  { login, fault, lost }: { login: LoginState; fault: string | null; lost: number },
): DoorHealth {
  const { phase } = login;
  const needsLogin = phase === 'scan' || phase === 'scanned' || phase === 'out';
  const parts = [
    fault ?? details[phase],
    circuit.restMs() > 0 ? 'WeChat says that messages come too often: sending pauses' : '',
    lost > 0 ? `${lost} messages were lost while the database was away` : '',
  ];
  return {
    ok: phase === 'in',
    detail: parts.filter((part) => part !== '').join('; '),
    ...(needsLogin ? { needsLogin: { page: page() } } : {}),
    abilities: abilitiesOf(name, locale),
  };
}
