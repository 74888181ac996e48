import { AppError, errorCode } from '../../lib/errors.ts';
import type { Tx } from '../../lib/tx.ts';
import type { ChatAdapter } from '../chat-adapter.ts';
import { followChat, identifyThere } from '../chat-changes/follow-chat.ts';
import type { HandleDeps, Wakeup } from './handle-deps.ts';
import { createContext } from '../create-context.ts';
import { findRepliedTo } from '../find-replied-to.ts';
import type { Door, HandlingContext, Wake } from '../handling-context.ts';
import { leaveForLater, shareFate } from './album.store.ts';
import { gatherAlbum, type Taken } from './gather-album.ts';
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
import { pressButton } from '../press-button.ts';
import { recallMessage } from './recall-message.ts';
import type { Registry } from '../registry.ts';
import { routeLate, routeMessage, type Route } from '../route-message.ts';
import { takeVote } from './take-vote.ts';
import { tellOfFailure } from './tell-of-failure.ts';
import { handOverNotices } from '../notices/tell-secretaries.ts';

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
        return await handleRow(deps, tx, claimed, (lead) => {
          claimed = lead;
        });
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

/** @param takes called when another row than the claimed one is handled, and answers for failures */
async function handleRow(deps: HandleDeps, tx: Tx, row: InboxRow, takes: (row: InboxRow) => void): Promise<Outcome> {
  const adapter = deps.adapters.get(row.platform);
  if (!adapter)
    throw new AppError('adapter.missing', `no ${row.platform} door is open in this process`, { transient: true });
  const parsed = adapter.parse(row.payload);
  if (!parsed) {
    await erase(tx, row.id);
    return 'erased';
  }
  if (await followChat(tx, parsed, deps)) {
    await erase(tx, row.id);
    return { wakeups: [], afterwards: null };
  }
  if (row.album === null || parsed.event !== 'message' || parsed.editVersion > 0)
    return handleTaken(deps, tx, adapter, { row, message: parsed, also: [], album: null });
  const gathered = await gatherAlbum(tx, row, (payload) => adapter.parse(payload));
  if (gathered.kind === 'take') {
    takes(gathered.row);
    return handleTaken(deps, tx, adapter, gathered);
  }
  if (gathered.kind === 'later') await leaveForLater(tx, row.id);
  else if (gathered.kind === 'with') await shareFate(tx, row.id, gathered.row);
  else await erase(tx, row.id);
  return 'erased';
}

async function handleTaken(
  deps: HandleDeps,
  tx: Tx,
  adapter: ChatAdapter,
  { row, message: taken, also, album }: Taken,
): Promise<Outcome> {
  const wakeups: Wakeup[] = [];
  const wake: Wake = (contract, payload, id) => wakeups.push({ contract, payload, id });
  const found = await identifyThere(tx, taken, deps);
  const { message } = found;
  const who = { ...found.who };
  const repliedTo = await findRepliedTo(tx, message, who.person?.id ?? null);
  const { directory, locale, zone } = deps;
  const context = createContext({
    tx,
    message,
    inboxId: row.id,
    now: deps.clock.now(),
    zone,
    locale,
    who,
    repliedTo,
    directory,
    wake,
    album,
    door: doorOf(adapter),
    startLink: (platform, code = '') => deps.adapters.get(platform)?.startLink?.(code) ?? null,
  });
  const route = await routeOf(deps.registry, context, adapter);
  const rows = [row.id, ...also];
  if (route.kind === 'ignore') {
    for (const id of rows) await erase(tx, id);
    return 'erased';
  }
  // A vote tells neither that a private talk is open nor where its poll stands.
  const isVote = message.event === 'vote';
  if (!isVote) who.identityId = await directory.remember(tx, message);
  const { identityId } = who;
  const waiting = route.kind === 'wait' && identityId !== null ? await countWaiting(tx, identityId) : mostWaiting;
  const keeps = identityId !== null && waiting < mostWaiting;
  const word = route.kind === 'wait' ? await route.run(keeps, waiting) : await route.run();
  if (route.kind === 'handle' && !isVote) await handOverNotices(context);
  for (const id of rows) {
    if (route.kind === 'handle') await markDone(tx, id);
    else if (keeps) await keepWaiting(tx, id, identityId);
    else await erase(tx, id);
  }
  return { wakeups, afterwards: afterPress(deps, adapter, message, word) };
}

const doorOf = ({ capabilities }: ChatAdapter): Door => ({
  buttons: capabilities.buttons,
  reactions: capabilities.reactions ?? false,
  edits: capabilities.edit,
});

type Routed = Route | { kind: 'handle'; run: () => Promise<string | void> };

async function routeOf(registry: Registry, context: HandlingContext, adapter: ChatAdapter): Promise<Routed> {
  switch (context.message.event) {
    case 'message':
      return (await (context.album?.late ? routeLate : routeMessage)(registry, context)) satisfies Route;
    case 'action':
      return { kind: 'handle', run: () => pressButton(registry, context) };
    case 'recalled':
      return recallMessage(registry, context, (payload) => adapter.parse(payload));
    case 'bot_joined':
      return { kind: 'handle', run: () => greet(registry, context) };
    case 'vote':
      return takeVote(registry, context);
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
