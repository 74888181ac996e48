import type { Tx } from '../lib/tx.ts';
import { wallTime } from '../lib/zoned-time.ts';
import type { HandleDeps } from './handle-deps.ts';
import type { InboxRow } from './inbox.store.ts';
import { messenger } from './messenger.ts';
import { texts } from './texts.ts';

/** A message failed for good: its author and the unit's secretaries get one plain line each. */
export async function tellOfFailure(tx: Tx, deps: HandleDeps, row: InboxRow): Promise<void> {
  const message = deps.adapters.get(row.platform)?.parse(row.payload);
  if (!message) return;
  const t = texts(deps.locale);
  const { unit, person } = await deps.directory.identify(tx, message);
  await messenger.send(
    tx,
    message.conversation,
    { text: t('failed.member'), replyTo: message.messageId },
    { naturalKey: `failed:${row.id}:member` },
  );
  if (!unit || !person) return;
  const at = wallTime(message.at, deps.zone).toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ');
  for (const secretary of await deps.directory.peopleWithRole(tx, unit.id, ['secretary'])) {
    const talk = await deps.directory.privateConversation(tx, secretary.id, row.platform);
    if (talk) {
      const text = t('failed.secretary', { name: person.name, at });
      await messenger.send(tx, talk, { text }, { naturalKey: `failed:${row.id}:${secretary.id}` });
    }
  }
}
