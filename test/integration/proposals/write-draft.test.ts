import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/lib/clock.ts';
import { AppError } from '../../../src/lib/errors.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import { createOpenAiGateway } from '../../../src/llm/openai-gateway.ts';
import { redact } from '../../../src/llm/redact.ts';
import {
  draftDetail,
  draftDocument,
  draftRows,
  requeueDrafts,
  writeDraft,
} from '../../../src/features/proposals/index.ts';
import { verifyClause } from '../../../src/features/proposals/verifying/verify-clause.ts';
import { proposalStage, type ProposalStage } from '../../chat/proposals/stage.ts';
import { startOpenAiStandIn, type OpenAiStandIn } from '../../support/openai-stand-in.ts';
import { mostAttempts } from '../../../src/features/proposals/write-draft.ts';

let stage: ProposalStage;
let server: OpenAiStandIn;
beforeEach(async () => {
  [stage, server] = await Promise.all([proposalStage(), startOpenAiStandIn()]);
  await stage.report();
});
afterEach(async () => {
  await Promise.all([stage.close(), server.close()]);
});

const model = () =>
  createOpenAiGateway({
    apiKey: 'k',
    baseUrl: server.url,
    model: 'some-model',
    clock: systemClock,
    log: silentLogger,
    wait: async () => {},
  });

/** Asks for a draft and gives its id. */
async function ask(words = '搅拌站'): Promise<number> {
  await stage.chen.says(`出稿 ${words}`);
  const [id] = stage.takeDrafts();
  if (id === undefined) throw new Error('no draft was asked for');
  return id;
}
const draftOf = (id: number) =>
  stage.database.prisma.draft.findUniqueOrThrow({
    where: { id },
    include: { clauses: true, sources: true, calls: { orderBy: { id: 'asc' } }, document: true },
  });
const deliveries = (id: number) =>
  stage.database.prisma.outboxMessage.count({ where: { naturalKey: `draft:${id}:delivered` } });
const lastText = async () => (await stage.botTexts('main')).at(-1) ?? '';
const content = (value: unknown) => ({ kind: 'content', text: JSON.stringify(value) }) as const;

describe('with a model', () => {
  it('takes its words where they are supported, says so, and keeps account of calls and sources', async () => {
    const id = await ask();
    await stage.write(id, { model: model() });
    const draft = await draftOf(id);
    expect(draft).toMatchObject({
      state: 'ready',
      method: 'model',
      notice: null,
      attempts: 1,
      title: '关于搅拌站问题的建议',
    });
    expect(draft.calls).toMatchObject([
      { promptId: 'draft-proposal', model: 'some-model', state: 'answered', promptTokens: 100, completionTokens: 20 },
    ]);
    expect(draft.sources.map(({ outcome }) => outcome)).toEqual(['cited', 'cited', 'cited']);
    expect(await lastText()).toMatch(/AI辅助标识：本稿由人工智能辅助生成/);
  });

  it('sends no telephone number and no name', async () => {
    await stage.write(await ask(), { model: model() });
    expect(server.requests).toHaveLength(1);
    const sent = server.requests[0]?.raw ?? '';
    expect(sent).toContain('〔手机号〕');
    expect(redact(sent)).toBe(sent);
    for (const secret of ['13812345678', '李芳', '张伟', '社-2']) expect(sent).not.toContain(secret);
  });

  it('lets no figure through that nobody said', async () => {
    server.script(
      content({
        title: '关于整治300家搅拌站的建议',
        clauses: [
          { section: 'situation', text: '搅拌站扬尘很大，影响1200户居民。', cites: ['S1'] },
          { section: 'situation', text: '搅拌站夜间作业，老人睡不着觉。', cites: ['S2'] },
          { section: 'cause', text: '没有冲洗设备。', cites: ['S9'] },
          { section: 'suggestion', text: '加装喷淋和围挡。（S1）', cites: ['S1', 'S1'] },
        ],
      }),
    );
    const id = await ask();
    await stage.write(id, { model: model() });
    const draft = await draftOf(id);
    expect(draft.title).toBe('关于“搅拌站”问题的建议');
    expect(draft.clauses.map(({ text, cites }) => [text, cites])).toEqual([
      ['搅拌站夜间作业，老人睡不着觉。', ['社-2']],
      ['加装喷淋和围挡。', ['社-1']],
    ]);
    expect(await lastText()).toMatch(/另有2句核对不通过/);
    expect(await lastText()).not.toMatch(/1200|300/);
    const sources = new Map(draft.sources.map(({ label, text }) => [label, text]));
    for (const clause of draft.clauses) expect(verifyClause(clause, sources)).toBeNull();
  });
});

describe('when the model gives no draft', () => {
  it.each([
    [
      'a busy server',
      [
        { kind: 'status', status: 500 },
        { kind: 'status', status: 500 },
        { kind: 'status', status: 500 },
      ],
      'modelBusy',
      /服务繁忙/,
    ],
    ['a wrong key', [{ kind: 'status', status: 401 }], 'modelKey', /密钥不对/],
    [
      'nothing that stands up',
      [content({ title: 'x', clauses: [{ section: 'situation', text: '有99户。', cites: ['S1'] }] })],
      'modelUnsupported',
      /核对不通过，没有采用/,
    ],
  ] as const)('excerpts are used and the reason is said: %s', async (_, steps, notice, words) => {
    server.script(...steps);
    const id = await ask();
    await stage.write(id, { model: model() });
    const draft = await draftOf(id);
    expect(draft).toMatchObject({ state: 'ready', method: 'offline', notice });
    expect(draft.clauses.length).toBeGreaterThan(3);
    expect(draft.calls).toHaveLength(steps.length);
    expect(await lastText()).toMatch(words);
    expect(await lastText()).toMatch(/自动摘录（未使用大模型）/);
  });

  it('stops asking when the budget of the draft is spent', async () => {
    server.script({ kind: 'status', status: 500 }, { kind: 'status', status: 500 });
    const id = await ask();
    await stage.write(id, { model: model(), budget: { promptCharacters: 24_000, callsPerDraft: 1 } });
    expect(await draftOf(id)).toMatchObject({ notice: 'modelCallsSpent' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('run again', () => {
  it('delivers once when it ran twice, and when two run at once', async () => {
    const first = await ask();
    await stage.write(first);
    await stage.write(first);
    expect(await deliveries(first)).toBe(1);
    const second = await ask();
    await Promise.all([stage.write(second), stage.write(second, { model: model() })]);
    expect(await deliveries(second)).toBe(1);
    expect(await draftOf(second)).toMatchObject({ state: 'ready' });
  });

  it('delivers once after being cut off anywhere', async () => {
    let steps = 1;
    for (let at = 0; at < steps; at += 1) {
      const id = await ask();
      const cut = cutAt(at);
      await expect(stage.write(id, cut.deps)).rejects.toThrow('cut off');
      await stage.settle();
      await stage.write(id, { model: model() });
      const draft = await draftOf(id);
      expect([at, draft.state, await deliveries(id)]).toEqual([at, 'ready', 1]);
      expect(draft.clauses.length).toBeGreaterThan(3);
      await expect(draftDocument(stage.database.prisma, stage.files, id)).resolves.toMatchObject({
        name: `草案${draft.number}-搅拌站.docx`,
      });
      if (at === 0) steps = await countSteps();
    }
    expect(steps).toBeGreaterThan(12);
  });

  /** Counts every effect of a run; the one numbered `at` fails, half of them after it has taken place. */
  function cutAt(at: number) {
    let step = 0;
    const guard = async <T>(effect: () => Promise<T>): Promise<T> => {
      if (step++ === at) throw new Error('cut off');
      const result = await effect();
      if (step++ === at) throw new Error('cut off');
      return result;
    };
    const { transact, messenger, files } = stage.deps;
    const deps = {
      model: model(),
      transact: (<T>(work: Parameters<typeof transact<T>>[0]) => guard(() => transact(work))) satisfies typeof transact,
      files: { ...files, put: (bytes: Buffer) => guard(() => files.put(bytes)) },
      messenger: {
        send: (...given: Parameters<typeof messenger.send>) => guard(() => messenger.send(...given)),
        edit: (...given: Parameters<typeof messenger.edit>) => guard(() => messenger.edit(...given)),
      },
    };
    return { deps, steps: () => step };
  }

  async function countSteps(): Promise<number> {
    const whole = cutAt(-1);
    await stage.write(await ask(), whole.deps);
    return whole.steps() - 1;
  }

  it('gives up after the last attempt, with one message', async () => {
    const id = await ask();
    const files = { ...stage.files, put: () => Promise.reject(new Error('disk full')) };
    for (let attempt = 1; attempt <= mostAttempts; attempt += 1)
      await expect(stage.write(id, { files })).rejects.toThrow('disk full');
    await stage.write(id);
    await stage.write(id);
    expect(await draftOf(id)).toMatchObject({ state: 'failed', attempts: mostAttempts, clauses: [], document: null });
    const texts = await stage.botTexts('main');
    expect(texts.filter((text) => text.includes('试了几次都没有写成'))).toHaveLength(1);
    expect(texts).toContain('草案1没有写成。');
  });

  it('does not count an attempt that the stopping process ended', async () => {
    server.script({ kind: 'hang' });
    const id = await ask();
    const control = new AbortController();
    const run = writeDraft(id, { ...stage.deps, model: model() }, control.signal);
    await expect.poll(() => server.requests.length).toBe(1);
    control.abort(new AppError('job.stopping', 'stopping', { transient: true }));
    await expect(run).rejects.toMatchObject({ code: 'llm.stopped', transient: true });
    expect(await draftOf(id)).toMatchObject({
      state: 'drafting',
      attempts: 0,
      calls: [{ state: 'failed', error: 'llm.stopped' }],
    });
    await stage.write(id, { model: model() });
    expect(await draftOf(id)).toMatchObject({ state: 'ready', method: 'model', attempts: 1 });
  });
});

describe('doors', () => {
  it('wakes drafts whose job was lost, not young ones and not finished ones', async () => {
    const [done, lost] = [await ask(), await ask()];
    await stage.write(done);
    stage.clock.pass(5);
    await ask();
    const woken: unknown[] = [];
    const count = await stage.transact((tx) =>
      requeueDrafts(tx, stage.clock.now(), (contract, payload, id) => void woken.push([contract.name, payload, id])),
    );
    expect(count).toBe(1);
    expect(woken).toEqual([['draft-proposal', { draftId: lost }, String(lost)]]);
  });

  it('show drafts, clauses and the document', async () => {
    const { prisma } = stage.database;
    const unit = await prisma.unit.findFirstOrThrow();
    const id = await ask();
    expect(await draftRows(prisma, unit.id)).toEqual([{ id, title: '搅拌站', state: 'queued' }]);
    await expect(draftDocument(prisma, stage.files, id)).rejects.toMatchObject({ code: 'draft.not_found' });
    await stage.write(id);
    expect(await draftRows(prisma, unit.id)).toEqual([{ id, title: '关于“搅拌站”问题的建议', state: 'ready' }]);
    expect((await draftDetail(prisma, id)).clauses[0]).toEqual({
      section: 'matter',
      text: '柳林小区旁建了搅拌站，每天有二十多辆车进出，扬尘很大。',
      cites: ['社-1', '社-4'],
    });
    const { type, bytes } = await draftDocument(prisma, stage.files, id);
    expect(type).toBe('application/vnd.openxmlformats-officedocument.wordprocessingml.document');
    expect(bytes.subarray(0, 2).toString()).toBe('PK');
    await expect(draftDetail(prisma, id + 99)).rejects.toMatchObject({ code: 'draft.not_found' });
  });
});
