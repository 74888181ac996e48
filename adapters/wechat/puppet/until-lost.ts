import { errorCode } from '../../../src/lib/errors.ts';
import { DoorFault } from './door-fault.ts';
import type { Puppet } from './puppet.ts';

/**
 * The stream on which a puppet's server tells what happens has ended: CANCELLED and UNAVAILABLE of gRPC. The puppet
 * only says so, once; it still takes itself for logged in, and never opens another stream.
 */
const cuts: ReadonlySet<string> = new Set(['1', '14']);

/**
 * WeChat or the puppet's server cannot be reached at all. Read from the words, against the rule: what wechaty makes of a
 * puppet's error keeps no code of the system. Some puppets try again without a pause, for ever.
 */
const unreachable = /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)\b/;

/** Milliseconds between two knocks. */
const everyMs = 60_000;

const lost = () =>
  new DoorFault(
    'lost',
    'the connection to the puppet’s server broke: check that it runs, and the network; trying again',
    { isFinal: false },
  );
const unreached = (code: string) =>
  new DoorFault('unreachable', `WeChat cannot be reached (${code}): check the network; trying again`, {
    isFinal: false,
  });

interface Knocked {
  puppet: Pick<Puppet, 'ding' | 'on'>;
  /** wechaty above the puppet, which gives the puppet's errors with their codes. */
  bot: { on(event: 'error', listener: (error: unknown) => void): unknown };
  /** Nothing has shown yet that WeChat is there. */
  isConnecting(): boolean;
}

/**
 * Resolves when the signal comes. A line that went dead in silence shows by a knock (`ding`) that has no answer
 * (`dong`) by the next one; of a puppet that has never answered none is expected.
 * @throws DoorFault when the puppet has lost its server, or cannot reach it
 */
export function untilLost(
  { puppet, bot, isConnecting }: Knocked,
  signal: AbortSignal,
  knockMs: number = everyMs,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let answers: 'never yet' | 'due' | 'in time' = 'never yet';
    const fail = (fault: DoorFault) => {
      clearInterval(timer);
      reject(fault);
    };
    const knock = () => {
      if (answers === 'due') return fail(lost());
      if (answers === 'in time') answers = 'due';
      // A knock that fails is one without an answer.
      void Promise.resolve()
        .then(() => puppet.ding('tongxin'))
        .catch(() => undefined);
    };
    puppet.on('dong', () => {
      answers = 'in time';
    });
    bot.on('error', (error) => {
      if (cuts.has(errorCode(error))) return fail(lost());
      const [code] = (isConnecting() && error instanceof Error && unreachable.exec(error.message)) || [];
      if (code !== undefined) fail(unreached(code));
    });
    const timer = setInterval(knock, knockMs);
    signal.addEventListener('abort', () => {
      clearInterval(timer);
      resolve();
    });
    knock();
  });
}
