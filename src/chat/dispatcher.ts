import { errorCode } from '../lib/errors.ts';
import { createLoop, type Loop } from '../lib/loop.ts';
import type { HandleDeps } from './handle-deps.ts';
import { handleNext } from './handle-message.ts';
import { dueConversations, type Pool } from './inbox.store.ts';

/** Conversations handled at the same time; within one, messages are handled one after the other. */
const atOnce = 6;

/** Works off the inbox: order within a conversation, none waits for another. */
export function createDispatcher(deps: HandleDeps & { pool: Pool }): Loop {
  const busy = new Set<string>();
  const platforms = [...deps.adapters.keys()];

  async function workOff(conversation: string): Promise<void> {
    busy.add(conversation);
    let handled = 0;
    try {
      while (!state.stopping && (await handleNext(deps, conversation))) handled += 1;
    } catch (error) {
      deps.log.error({ code: errorCode(error) }, 'the inbox could not be worked off; trying again');
    } finally {
      busy.delete(conversation);
      // Nothing to do means that another process has the conversation, or that the database is away: no hurry then.
      if (handled > 0) loop.nudge();
    }
  }

  const state = { stopping: false };
  const running = new Set<Promise<void>>();
  const loop = createLoop({
    idleMs: 1000,
    async round() {
      if (busy.size >= atOnce) return false;
      const due = await dueConversations(deps.pool, platforms, atOnce + busy.size);
      for (const conversation of due.filter((one) => !busy.has(one)).slice(0, atOnce - busy.size)) {
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
