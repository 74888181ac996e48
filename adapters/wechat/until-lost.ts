import { errorCode } from '../../src/lib/errors.ts';
import { DoorFault } from './door-fault.ts';
import type { Puppet } from './puppet.ts';

/**
 * The stream on which a puppet's server tells what happens has ended: CANCELLED and UNAVAILABLE of gRPC. The puppet
 * only says so, once; it still takes itself for logged in, and never opens another stream.
 */
const cuts: ReadonlySet<string> = new Set(['1', '14']);

/** Milliseconds between two knocks. */
const everyMs = 60_000;

interface Knocked {
  puppet: Pick<Puppet, 'ding' | 'on'>;
  /** wechaty above the puppet, which gives the puppet's errors with their codes. */
  bot: { on(event: 'error', listener: (error: unknown) => void): unknown };
}

/**
 * Resolves when the signal comes. A line that went dead in silence shows by a knock (`ding`) that has no answer
 * (`dong`) by the next one; of a puppet that has never answered none is expected.
 * @throws DoorFault when the puppet has lost its server
 */
export function untilLost({ puppet, bot }: Knocked, signal: AbortSignal, knockMs: number = everyMs): Promise<void> {
  return new Promise((resolve, reject) => {
    let answers: 'never yet' | 'due' | 'in time' = 'never yet';
    const lost = () => {
      clearInterval(timer);
      const why = 'the connection to the puppet’s server broke: check that it runs, and the network; trying again';
      reject(new DoorFault('lost', why, { isFinal: false }));
    };
    const knock = () => {
      if (answers === 'due') return lost();
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
      if (cuts.has(errorCode(error))) lost();
    });
    const timer = setInterval(knock, knockMs);
    signal.addEventListener('abort', () => {
      clearInterval(timer);
      resolve();
    });
    knock();
  });
}
