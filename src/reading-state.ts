import type { ReadingState } from './chat/reading-state.ts';
import { activityRows, rollRows } from './features/activities/index.ts';
import { findUnitByKey } from './features/members/index.ts';
import { pointsSummary } from './features/points/index.ts';
import { draftDetail, draftDocument, draftRows } from './features/proposals/index.ts';
import { submissionRows } from './features/submissions/index.ts';
import type { Clock } from './lib/clock.ts';
import { AppError } from './lib/errors.ts';
import type { FileStore } from './lib/file-store.ts';
import { yearOf } from './lib/zoned-time.ts';
import type { PrismaClient } from './storage/index.ts';

export interface ReadingStateDeps {
  prisma: PrismaClient;
  files: FileStore;
  zone: string;
  clock: Clock;
}

/** Joins the features' presenters behind the JSON doors. */
export function createReadingState({ prisma, files, zone, clock }: ReadingStateDeps): ReadingState {
  const unitOf = async (key: string) => {
    const unit = await findUnitByKey(prisma, key);
    if (!unit) throw new AppError('unit.not_found', 'there is no unit with this key');
    return unit.id;
  };
  return {
    submissions: async (unit) => submissionRows(prisma, await unitOf(unit)),
    activities: async (unit) => activityRows(prisma, await unitOf(unit)),
    roll: (activityId) => rollRows(prisma, activityId),
    points: async (unit, year) => pointsSummary(prisma, await unitOf(unit), year ?? yearOf(clock.now(), zone)),
    drafts: async (unit) => draftRows(prisma, await unitOf(unit)),
    draft: (id) => draftDetail(prisma, id),
    document: (id) => draftDocument(prisma, files, id),
  };
}
