import { readConversationId } from '../../chat/conversation-id.ts';
import type { OutboundBody } from '../../chat/message.ts';
import { errorCode } from '../../lib/errors.ts';
import type { Tx } from '../../lib/tx.ts';
import type { RemindDeps } from './remind-deps.ts';
import { createReminderWords } from './reminder.present.ts';
import { judgeStep, nightAt } from './reminder-ladder.ts';
import { noteStepFailure, postponeSteps, sendSteps, settleSteps, type ClaimedStep } from './reminder-step.store.ts';

/** What a batch comes to. */
interface Judged {
  cancelled: number[];
  missed: number[];
  /** To be looked at again at that moment. */
  held: Map<number, number[]>;
  /** Steps that could not be put into words, by the code of the failure. */
  broken: Map<string, number[]>;
  sends: { id: number; body: OutboundBody }[];
}

/** Judges a batch of locked steps and writes what comes of it: messages and states, a statement for each kind. */
export async function remindGroups(tx: Tx, steps: readonly ClaimedStep[], deps: RemindDeps): Promise<void> {
  const { now, log } = deps;
  const judged = judge(steps, deps);
  await sendSteps(tx, judged.sends, now);
  await settleSteps(tx, judged.missed, 'missed', now);
  await settleSteps(tx, judged.cancelled, 'cancelled', now);
  for (const [until, ids] of judged.held) await postponeSteps(tx, ids, new Date(until));
  for (const [code, ids] of judged.broken) {
    const setAside = await noteStepFailure(tx, ids, code, now);
    log.warn({ steps: ids.length, code, setAside }, 'reminders could not be put into words');
  }
}

function judge(steps: readonly ClaimedStep[], deps: RemindDeps): Judged {
  const { now, zone } = deps;
  const night = nightAt(now, zone);
  const wordsFor = createReminderWords(deps);
  const judged: Judged = { cancelled: [], missed: [], held: new Map(), broken: new Map(), sends: [] };
  for (const step of steps) {
    if (step.activity.state !== 'open') {
      judged.cancelled.push(step.id);
      continue;
    }
    const { verdict, until } = judgeStep(step, step.activity, now, night);
    if (verdict === 'missed') judged.missed.push(step.id);
    else if (verdict === 'hold') put(judged.held, until.getTime(), step.id);
    else sendOrSetAside(step, judged, wordsFor);
  }
  return judged;
}

/** One step that cannot be put into words, or goes to no readable place, does not hold back the others. */
function sendOrSetAside(step: ClaimedStep, judged: Judged, wordsFor: (step: ClaimedStep) => OutboundBody): void {
  try {
    readConversationId(step.conversation);
    judged.sends.push({ id: step.id, body: wordsFor(step) });
  } catch (error) {
    put(judged.broken, errorCode(error), step.id);
  }
}

function put<K>(lists: Map<K, number[]>, key: K, id: number): void {
  const list = lists.get(key);
  if (list) list.push(id);
  else lists.set(key, [id]);
}
