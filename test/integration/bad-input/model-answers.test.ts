import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import mammoth from 'mammoth';
import { draftDocument } from '../../../src/features/proposals/index.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { createOpenAiGateway } from '../../../src/llm/openai-gateway.ts';
import { proposalStage, type ProposalStage } from '../../chat/proposals/stage.ts';
import { startOpenAiStandIn, type OpenAiStandIn } from '../../support/openai-stand-in.ts';
import { modelAnswerCases } from './cases/model-answers.ts';
import { expectPlain, piecesOf, recordLog } from './recorded-log.ts';

let stage: ProposalStage;
let server: OpenAiStandIn;
beforeAll(async () => {
  [stage, server] = await Promise.all([proposalStage(), startOpenAiStandIn()]);
  await stage.report();
});
afterAll(async () => {
  await Promise.all([stage.close(), server.close()]);
});

/** Has a draft written from what the model answers, and once more as a worker does that was not heard of. */
async function draftFrom(steps: (typeof modelAnswerCases)[number]['input']) {
  const log = recordLog();
  const model = createOpenAiGateway({
    apiKey: 'k',
    baseUrl: server.url,
    model: 'some-model',
    clock: systemClock,
    log,
    wait: async () => {},
  });
  await stage.chen.says('出稿 搅拌站');
  const [id = 0] = stage.takeDrafts();
  server.script(...steps);
  const asked = server.requests.length;
  await stage.write(id, { model, log });
  await stage.write(id, { model, log });
  const unheard = steps.length - (server.requests.length - asked);
  // What nobody asked for any more must not answer the next row.
  for (let rest = unheard; rest > 0; rest -= 1)
    await fetch(`${server.url}/chat/completions`, { method: 'POST', body: '{"model":"","messages":[]}' });
  const draft = await stage.database.prisma.draft.findUniqueOrThrow({ where: { id }, include: { clauses: true } });
  const { bytes } = await draftDocument(stage.database.prisma, stage.files, id);
  const { value: document } = await mammoth.extractRawText({ buffer: bytes });
  return { draft, log, document, text: (await stage.botTexts('main')).at(-1) ?? '' };
}

describe('answers of a model', () => {
  it.each(modelAnswerCases.map((row) => [row.id, row] as const))('%s', async (_id, { input, expect: expected }) => {
    const { draft, log, document, text } = await draftFrom(input);
    const written = draft.clauses.map((each) => each.text);
    const { method, notice, clauses = written } = expected.stored;
    expect(draft).toMatchObject({ state: 'ready', method, notice });
    expect(written).toEqual(clauses);
    expect(written.length).toBeGreaterThan(0);
    expect(text).toMatch(expected.reply ?? /./);
    expectPlain(text, '', 1_500);
    for (const shown of [text, document]) {
      expect(shown).toMatch(/AI辅助标识/);
      expect(shown).not.toMatch(/[^\P{Cc}\n\t]|\uFFFD|<script|<think|https?:|李芳|1\d{10}/u);
    }
    log.holdsNone(
      piecesOf(input.map((step) => ('text' in step ? step.text : '')).join('\n')).filter((piece) =>
        /\p{Script=Han}/u.test(piece),
      ),
    );
    expect(log.lines.filter((line) => line.startsWith('error'))).toEqual([]);
  });
});
