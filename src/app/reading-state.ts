import type { ReadingState } from '../chat/reading-state.ts';
import { activityRows, rollRows } from '../features/activities/index.ts';
import { findUnitByKey } from '../features/members/index.ts';
import { pointsSummary } from '../features/points/index.ts';
import { draftDetail, draftDocument, draftRows } from '../features/proposals/index.ts';
import { submissionRows } from '../features/submissions/index.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import type { FileStore } from '../lib/file-store.ts';
import { yearOf } from '../lib/zoned-time.ts';
import type { Database } from '../storage/index.ts';

export interface ReadingStateDeps {
  database: Pick<Database, 'prisma'>;
  files: FileStore;
  zone: string;
  clock: Clock;
}

/** Joins the features' presenters behind the JSON doors. */
export function createReadingState({ database, files, zone, clock }: ReadingStateDeps): ReadingState {
  const unitOf = async (key: string) => {
    const unit = await findUnitByKey(database.prisma, key);
    if (!unit) throw new AppError('unit.not_found', 'there is no unit with this key');
    return unit.id;
  };
  return {
    submissions: async (unit) => submissionRows(database.prisma, await unitOf(unit)),
    activities: async (unit) => activityRows(database.prisma, await unitOf(unit)),
    roll: (activityId) => rollRows(database.prisma, activityId),
    points: async (unit, year) => pointsSummary(database.prisma, await unitOf(unit), year ?? yearOf(clock.now(), zone)),
    drafts: async (unit) => draftRows(database.prisma, await unitOf(unit)),
    draft: (id) => draftDetail(database.prisma, id),
    document: (id) => draftDocument(database.prisma, files, id),
  };
}
