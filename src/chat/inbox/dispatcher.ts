import { errorCode } from '../../lib/errors.ts';
import { createLoop, type Loop } from '../../lib/loop.ts';
import { createOldGuard, type BeginDeps } from './begin-old.ts';
import { isOldWaiting } from './begun.store.ts';
import { handleNext } from './handle-message.ts';
import { dueConversations } from './inbox.store.ts';

/** Conversations handled at the same time; within one, messages are handled one after the other. */
const atOnce = 6;
/** A conversation that another process was found at work on is left to it for so long. */
const elsewhereMs = 500;

/**
 * Works off the inbox: order within a conversation, none waits for another. What waited when the process began is taken
 * first, one at a time and with care.
 */
export function createDispatcher(deps: BeginDeps): Loop {
  const busy = new Set<string>();
  const elsewhere = new Map<string, number>();
  const platforms = [...deps.adapters.keys()];
  const guardOld = createOldGuard(deps);

  async function workOff(conversation: string): Promise<void> {
    busy.add(conversation);
    let handled = 0;
    try {
      while (!state.stopping) {
        if (state.careful) await guardOld(conversation);
        if (!(await handleNext(deps, conversation))) break;
        handled += 1;
      }
      // Nothing to do where something was due: another process has it.
      if (handled === 0) elsewhere.set(conversation, performance.now() + elsewhereMs);
      loop.nudge();
    } catch (error) {
      // The database is away: the next look, not this one, finds it back.
      deps.log.error({ code: errorCode(error) }, 'the inbox could not be worked off; trying again');
    } finally {
      busy.delete(conversation);
    }
  }

  const state = { stopping: false, careful: true };
  const running = new Set<Promise<void>>();
  const loop = createLoop({
    idleMs: 1000,
    async round() {
      if (state.careful && busy.size === 0) state.careful = await isOldWaiting(deps.pool, platforms, deps.startedAt);
      const free = (state.careful ? 1 : atOnce) - busy.size;
      if (free <= 0) return false;
      for (const [conversation, until] of elsewhere) if (until < performance.now()) elsewhere.delete(conversation);
      const due = await dueConversations(deps.pool, platforms, free, [...busy, ...elsewhere.keys()]);
      for (const conversation of due) {
        const work = workOff(conversation).finally(() => running.delete(work));
        running.add(work);
      }
      return false;
    },
    onError: (error) => deps.log.error({ code: errorCode(error) }, 'the inbox could not be read; trying again'),
  });
  return {
    start: loop.start,
    nudge: loop.nudge,
    async stop() {
      state.stopping = true;
      await loop.stop();
      await Promise.all(running);
    },
  };
}
