import { membersFeature } from '../../../src/features/members/index.ts';
import {
  draftProposal,
  proposalsFeature,
  writeDraft,
  type WriteDraftDeps,
} from '../../../src/features/proposals/index.ts';
import { submissionsFeature } from '../../../src/features/submissions/index.ts';
import { messenger } from '../../../src/chat/outbox/messenger.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import { createStage } from '../../support/stage.ts';

/** A stage on which drafts are written when the test says so. */
export async function proposalStage() {
  const stage = await createStage({
    features: ({ allCommands }) => [membersFeature({ allCommands }), submissionsFeature(), proposalsFeature()],
  });
  let nonces = 0;
  const deps: WriteDraftDeps = {
    transact: stage.transact,
    messenger,
    files: stage.files,
    model: null,
    clock: stage.clock,
    zone: stage.zone,
    locale: 'zh-CN',
    log: silentLogger,
    committed() {},
    nonce: () => `nonce${(nonces += 1)}`,
  };
  /** Ids of the drafts that wait for the job. */
  const takeDrafts = () =>
    stage
      .takeWakeups()
      .filter(({ contract }) => contract.name === draftProposal.name)
      .map(({ payload }) => draftProposal.payload.parse(payload).draftId);
  return {
    ...stage,
    deps,
    takeDrafts,
    /** Does the job's work for one draft, as the worker would, and delivers what comes of it. */
    async write(draftId: number, change: Partial<WriteDraftDeps> = {}) {
      await writeDraft(draftId, { ...deps, ...change }, new AbortController().signal);
      await stage.settle();
    },
    /** Does so for all that wait. */
    async writeAll(change: Partial<WriteDraftDeps> = {}) {
      for (const id of takeDrafts()) await this.write(id, change);
    },
    chen: stage.member('chen-min'),
    /** Three reports on one matter, and one on another. */
    async report() {
      await stage
        .member('zhang-wei')
        .says(
          '社情民意：柳林小区旁建了搅拌站，每天有二十多辆车进出，扬尘很大。由于没有冲洗设备，路面全是泥。建议尽快加装喷淋和围挡。',
        );
      await stage
        .member('li-fang')
        .says('社情民意：搅拌站夜里两点还在作业，老人睡不着觉，我的电话13812345678。希望限定夜间作业时间。');
      await stage.member('wang-haitao').says('社情民意：东街路灯坏了三盏，建议尽快维修。');
      await stage.member('liu-xiaoyan').says('社情民意：柳林小区旁建了搅拌站，每天有20多辆车进出，扬尘很大！');
    },
  };
}

export type ProposalStage = Awaited<ReturnType<typeof proposalStage>>;
