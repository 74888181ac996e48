import type { Tx } from '../../lib/tx.ts';
import { wallTime } from '../../lib/zoned-time.ts';
import type { HandleDeps } from './handle-deps.ts';
import type { InboxRow } from './inbox.store.ts';
import { messenger } from '../outbox/messenger.ts';
import { tellSecretaries } from '../notices/tell-secretaries.ts';
import { texts } from '../texts.ts';

/** A message failed for good: its author and the unit's secretaries get one plain line each. */
export async function tellOfFailure(tx: Tx, deps: HandleDeps, row: InboxRow): Promise<void> {
  const message = deps.adapters.get(row.platform)?.parse(row.payload);
  if (!message) return;
  const t = texts(deps.locale);
  const { unit, person } = await deps.directory.identify(tx, message);
  // Its handling was undone, and with it the way to this talk; by it the message is found as the unit's.
  if (message.kind === 'dm') await deps.directory.remember(tx, message);
  await messenger.send(
    tx,
    message.conversation,
    { text: t('failed.member'), replyTo: message.messageId },
    { naturalKey: `failed:${row.id}:member` },
  );
  const name = person?.name ?? message.sender?.name;
  if (!unit || name === undefined) return;
  const at = wallTime(message.at, deps.zone).toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ');
  await tellSecretaries(tx, deps.directory, {
    unitId: unit.id,
    body: {
      text: t('failed.secretary', { name, at }),
      buttons: [
        [
          { label: t('failed.retry'), action: `unhandled:retry:${row.id}` },
          { label: t('failed.drop'), action: `unhandled:drop:${row.id}` },
        ],
      ],
    },
    // One that is tried again and fails again is told again.
    naturalKey: `failed:${row.id}:${deps.clock.now().getTime()}`,
    platform: row.platform,
  });
}
