import { parsePost } from '../../../adapters/web/parse-post.ts';
import { activitiesFeature } from '../../../src/features/activities/index.ts';
import { findMembersByName, membersFeature } from '../../../src/features/members/index.ts';
import { pointsFeature } from '../../../src/features/points/index.ts';
import { proposalsFeature } from '../../../src/features/proposals/index.ts';
import { submissionsFeature } from '../../../src/features/submissions/index.ts';
import { unhandledFeature } from '../../../src/features/unhandled/index.ts';
import { createStage, type Line } from '../../support/stage.ts';
import type { BadInput } from './catalogue.ts';
import type { BadInputDoor, Heard, Stored } from './outcome-of.ts';
import { recordLog } from './recorded-log.ts';

/** One thing said in the web room. */
export interface Said {
  /** Key of the member; default zhang-wei. */
  by?: string;
  text?: string;
  /** To the bot alone. */
  privately?: true;
  /** Answers the bot's last answer, or the speaker's own last words. */
  quotes?: 'answer' | 'own';
  /** Presses a button instead, below the last answer; `the first` is the one that was last offered first. */
  presses?: string;
  files?: readonly { name: string; type: string; bytes: Buffer }[];
  /** Passes before it is said. */
  minutes?: number;
  /** Moves the clock there before. */
  at?: string;
}

/** What is said in the web room: one sentence of a member, or a talk. */
export type RoomInput = string | readonly Said[];
export type RoomCase = BadInput<RoomInput, Stored>;

/** Tuesday, 24 November 2026, nine in the morning in Shanghai. */
const tuesday = '2026-11-24T09:00';

/** The sample branch with everything the program can do, in the web room. */
export async function openRoomDoor() {
  const log = recordLog();
  const stage = await createStage({
    now: tuesday,
    log,
    features: ({ allCommands }) => [
      membersFeature({ allCommands }),
      submissionsFeature(),
      pointsFeature({ findMembersByName }),
      activitiesFeature(),
      proposalsFeature(),
      unhandledFeature({ readUpdate: (_platform, payload) => parsePost(payload) }),
    ],
  });
  const { prisma } = stage.database;
  const { unitId } = await prisma.member.findUniqueOrThrow({ where: { key: 'wang-haitao' } });
  await prisma.member.create({ data: { key: 'wang-haitao-2', name: '王海涛', unitId } });
  const door: BadInputDoor = { database: stage.database, log };

  function say({ by = 'zhang-wei', text = '', privately, quotes, presses, files }: Said, last: Line | null) {
    const member = stage.member(by);
    const answer = last?.answers.at(-1)?.id;
    const room = privately ? member.dm : 'main';
    if (presses !== undefined) return member.presses(presses, answer ?? 1, room);
    const replyTo = quotes === 'own' ? last?.id : quotes === 'answer' ? answer : undefined;
    return member.says(text, { room, ...(replyTo === undefined ? {} : { replyTo }), ...(files ? { files } : {}) });
  }

  return {
    ...door,
    stage,
    /** Says it all, and tells what was answered to the last. */
    async hears(input: RoomInput): Promise<Heard> {
      const talk = typeof input === 'string' ? [{ text: input }] : input;
      let last: Line | null = null;
      let offered = '';
      for (const one of talk) {
        const said = one.presses === 'the first' ? { ...one, presses: offered } : one;
        if (said.at !== undefined) stage.clock.set(said.at);
        stage.clock.pass(said.minutes ?? 0);
        last = await say(said, last);
        offered = last.answers.flatMap(({ buttons }) => buttons.flat())[0]?.action ?? offered;
      }
      const words = talk.map(({ text = '' }) => text).join('\n');
      return { words, answers: (last?.answers ?? []).map(({ text }) => text) };
    },
    /** Rows do not disturb each other: no question stays open, and it is Tuesday morning again. */
    async comeToRest(): Promise<void> {
      await stage.database.pool.query('UPDATE "Question" SET "closedAt" = now() WHERE "closedAt" IS NULL');
      // A draft would be taken for the next one's first version, an open activity for its twin.
      await stage.database.pool.query(`UPDATE "Activity" SET state = 'cancelled' WHERE state IN ('draft', 'open')`);
      stage.clock.set(tuesday);
    },
  };
}

export type RoomDoor = Awaited<ReturnType<typeof openRoomDoor>>;
