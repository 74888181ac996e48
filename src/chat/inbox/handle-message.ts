import { AppError, errorCode } from '../../lib/errors.ts';
import type { Tx } from '../../lib/tx.ts';
import type { ChatAdapter } from '../chat-adapter.ts';
import { followChat, identifyThere } from '../chat-changes/follow-chat.ts';
import type { HandleDeps, Wakeup } from './handle-deps.ts';
import { createContext } from '../create-context.ts';
import { isMemberContext, type HandlingContext, type RepliedTo, type Wake } from '../handling-context.ts';
import {
  claimNext,
  countWaiting,
  erase,
  giveUp,
  isPassing,
  keepWaiting,
  markDone,
  noteFailure,
  type InboxRow,
} from './inbox.store.ts';
import type { InboundMessage } from '../message.ts';
import { subjectOf } from '../outbox/outbox.store.ts';
import type { Registry } from '../registry.ts';
import { routeMessage, type Route } from '../route-message.ts';
import { tellOfFailure } from './tell-of-failure.ts';
import { handOverNotices } from '../notices/tell-secretaries.ts';
import { texts } from '../texts.ts';

/** Most messages kept for an account that no secretary has recognised yet. */
const mostWaiting = 20;

/** What became of an update: erased, since it was nothing to the bot, or handled. */
type Outcome = 'erased' | Handled;

interface Handled {
  wakeups: readonly Wakeup[];
  /** Tells the platform about a button press, after the commit. */
  afterwards: (() => void) | null;
}

/**
 * Handles the oldest due update of a conversation: one transaction from the claim to the outbox rows.
 * @returns false when there was nothing to do
 */
export async function handleNext(deps: HandleDeps, conversation: string): Promise<boolean> {
  let claimed: InboxRow | null = null;
  // A lost connection or a failed commit is no fault of the message.
  let ownFault = false;
  let outcome: Outcome | null;
  try {
    outcome = await deps.transact(async (tx) => {
      ownFault = false;
      claimed = await claimNext(tx, conversation);
      if (!claimed) return null;
      try {
        return await handleRow(deps, tx, claimed);
      } catch (error) {
        ownFault = !isPassing(error) && (await giveUp(tx));
        throw error;
      }
    });
  } catch (error) {
    if (!claimed) throw error;
    await afterFailure(deps, claimed, { error, counts: ownFault });
    return true;
  }
  if (!outcome) return false;
  if (outcome === 'erased') return true;
  deps.committed(outcome.wakeups);
  outcome.afterwards?.();
  return true;
}

async function handleRow(deps: HandleDeps, tx: Tx, row: InboxRow): Promise<Outcome> {
  const adapter = deps.adapters.get(row.platform);
  if (!adapter)
    throw new AppError('adapter.missing', `no ${row.platform} door is open in this process`, { transient: true });
  const wakeups: Wakeup[] = [];
  const wake: Wake = (contract, payload, id) => wakeups.push({ contract, payload, id });
  const parsed = adapter.parse(row.payload);
  if (!parsed) {
    await erase(tx, row.id);
    return 'erased';
  }
  if (await followChat(tx, parsed, deps)) {
    await erase(tx, row.id);
    return { wakeups, afterwards: null };
  }
  const found = await identifyThere(tx, parsed, deps);
  const { message } = found;
  const who = { ...found.who };
  const repliedTo = await findRepliedTo(tx, message, who.person?.id ?? null);
  const { directory, locale, zone } = deps;
  const now = deps.clock.now();
  const context = createContext({ tx, message, inboxId: row.id, now, zone, locale, who, repliedTo, directory, wake });
  const route = await routeOf(deps.registry, context);
  if (route.kind === 'ignore') {
    await erase(tx, row.id);
    return 'erased';
  }
  who.identityId = await directory.remember(tx, message);
  const { identityId } = who;
  const keeps = route.kind === 'wait' && identityId !== null && (await countWaiting(tx, identityId)) < mostWaiting;
  const word = route.kind === 'wait' ? await route.run(keeps) : await route.run();
  if (route.kind === 'handle') {
    await handOverNotices(context);
    await markDone(tx, row.id);
  } else if (keeps) await keepWaiting(tx, row.id, identityId);
  else await erase(tx, row.id);
  return { wakeups, afterwards: afterPress(deps, adapter, message, word) };
}

async function findRepliedTo(tx: Tx, message: InboundMessage, memberId: number | null): Promise<RepliedTo | null> {
  if (message.replyTo === undefined) return null;
  const sent = await subjectOf(tx, message.conversation, message.replyTo, memberId);
  return { subject: sent ? (sent.subject ?? '') : null, messageId: message.replyTo };
}

type Routed = Route | { kind: 'handle'; run: () => Promise<string | void> };

async function routeOf(registry: Registry, context: HandlingContext): Promise<Routed> {
  switch (context.message.event) {
    case 'message':
      return (await routeMessage(registry, context)) satisfies Route;
    case 'action':
      return { kind: 'handle', run: () => press(registry, context) };
    case 'bot_joined':
      return { kind: 'handle', run: () => greet(registry, context) };
    // Nobody does anything about these yet.
    case 'vote':
    case 'recalled':
      return { kind: 'ignore' };
    // Taken care of before, see followChat.
    case 'bot_left':
    case 'moved':
    case 'met':
      return { kind: 'ignore' };
    default:
      return context.message.event satisfies never;
  }
}

async function greet(registry: Registry, context: HandlingContext): Promise<void> {
  for (const feature of registry.features) await feature.joined?.(context);
}

/** @returns the word shown to who pressed */
async function press(registry: Registry, context: HandlingContext): Promise<string> {
  const t = texts(context.locale);
  const [name = '', ...rest] = (context.message.action ?? '').split(':');
  const action = registry.action(name);
  if (!action) return t('action.gone');
  if (!isMemberContext(context)) return t('action.stranger');
  return action.handle(context, rest.join(':'));
}

function afterPress(deps: HandleDeps, adapter: ChatAdapter, message: InboundMessage, word: string | void) {
  const { actionId } = message;
  if (actionId === undefined || typeof word !== 'string') return null;
  return () => {
    adapter.answerAction?.(actionId, word).catch((error: unknown) => {
      deps.log.warn({ code: errorCode(error), platform: adapter.platform }, 'a button press could not be answered');
    });
  };
}

/** The transaction is rolled back; the row notes the failure in one of its own, and after the third people are told. */
async function afterFailure(
  deps: HandleDeps,
  row: InboxRow,
  { error, counts }: { error: unknown; counts: boolean },
): Promise<void> {
  deps.log.error(
    { inbox: String(row.id), code: errorCode(error), stack: stackOf(error) },
    'a message could not be handled',
  );
  const note = (tx: Tx, isCounted: boolean) => noteFailure(tx, row, { code: errorCode(error), counts: isCounted });
  let cannotBeTold = false;
  try {
    await deps.transact(async (tx) => {
      if ((await note(tx, counts)) !== 'set_aside') return;
      try {
        await tellOfFailure(tx, deps, row);
      } catch (untold) {
        cannotBeTold = !isPassing(untold) && (await giveUp(tx));
        throw untold;
      }
    });
  } catch (untold) {
    deps.log.error({ inbox: String(row.id), code: errorCode(untold) }, 'nobody could be told of the failure');
    // What cannot even be told must not hold up its conversation for ever. When only the database was away for a
    // moment it stays as it was: set aside now, it would never be told.
    await deps.transact((tx) => note(tx, counts && cannotBeTold));
  }
  deps.committed([]);
}

/** Where it was thrown, without the message: that may quote what a member wrote. */
function stackOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !error.stack) return undefined;
  return error.stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 6)
    .join('\n');
}
