import type { Directory } from '../../chat/directory.ts';
import { tellSecretaries } from '../../chat/notices/tell-secretaries.ts';
import type { Tx } from '../../lib/tx.ts';
import { presentLoss, presentReturn, type Reader } from './door.present.ts';
import { dropUntold, lastNoticeKey, unitsOn } from './loss.store.ts';

export interface TellingDeps extends Reader {
  directory: Pick<Directory, 'peopleWithRole' | 'privateConversation'>;
}

/** Of all that is told about a door. */
const beginning = (platform: string) => `door:${platform}:`;
const lostKey = (platform: string, since: Date) => `${beginning(platform)}lost:${since.getTime()}:`;
const backKey = (platform: string, since: Date) => `${beginning(platform)}back:${since.getTime()}:`;

/**
 * Tells the secretaries of every unit with a group there that the login is lost; by other ways than that door, or as
 * soon as they speak to the bot elsewhere. Once for each loss.
 */
export async function tellOfLoss(
  tx: Tx,
  lost: { platform: string; since: Date; page: string; others: readonly string[] },
  deps: TellingDeps,
): Promise<void> {
  const { platform, since } = lost;
  const body = presentLoss(lost, deps);
  for (const unitId of await unitsOn(tx, platform)) {
    const naturalKey = `${lostKey(platform, since)}${unitId}`;
    await tellSecretaries(tx, deps.directory, { unitId, body, naturalKey, avoid: platform });
  }
}

/** Tells them that it is back. Who could not be told of the loss hears only this. */
export async function tellOfReturn(tx: Tx, back: { platform: string; since: Date }, deps: TellingDeps): Promise<void> {
  const { platform, since } = back;
  await dropUntold(tx, lostKey(platform, since));
  const body = presentReturn(back, deps);
  for (const unitId of await unitsOn(tx, platform)) {
    await tellSecretaries(tx, deps.directory, { unitId, body, naturalKey: `${backKey(platform, since)}${unitId}` });
  }
}

/** Since when a door is lost that they were told of and not yet that it is back, perhaps by an earlier process. */
export async function lossTold(tx: Tx, platform: string): Promise<Date | null> {
  const key = await lastNoticeKey(tx, beginning(platform));
  const since = /:lost:(\d+):/.exec(key ?? '')?.[1];
  return since === undefined ? null : new Date(Number(since));
}
