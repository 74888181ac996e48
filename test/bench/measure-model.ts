import path from 'node:path';
import { startOpenAiStandIn } from '../support/openai-stand-in.ts';
import { benchPrompt } from './bench-prompt.ts';
import { compare, figureOf } from './figures.ts';
import { openLineProgram } from './line-program.ts';
import type { Measure } from './measure.ts';

const draftRow = `
  WITH unit AS (INSERT INTO "Unit" (key, name) VALUES ('bench', '示范支部') RETURNING id)
  INSERT INTO "Draft" ("unitId", number, query, "requestedById", conversation, "inboxId")
  SELECT id, 1, '路灯', 1, 'web:main', 1 FROM unit`;

/** A model that answers at once: what is left is what the program adds to a call. */
export const measureModel: Measure = {
  name: 'model',
  async run({ server, pace }) {
    const database = await server.create('model');
    await database.pool.query(draftRow);
    const model = await startOpenAiStandIn();
    const program = path.join(import.meta.dirname, 'model-program.ts');
    const we = openLineProgram(['--import', 'tsx', program], { DATABASE_URL: database.url, MODEL_URL: model.url });
    const they = openLineProgram([path.join(import.meta.dirname, 'bare', 'model-caller.mjs')], {
      MODEL_URL: model.url,
      SYSTEM: benchPrompt.system,
      USER: benchPrompt.user,
    });
    const half: Record<'ours' | 'bare', number[]> = { ours: [], bare: [] };
    const tail: Record<'ours' | 'bare', number[]> = { ours: [], bare: [] };
    const contenders = [
      { name: 'ours', child: we },
      { name: 'bare', child: they },
    ] as const;
    try {
      for (const { child } of contenders) await child.ask('run 50');
      for (let round = 0; round < pace.rounds; round += 1) {
        for (const { name, child } of round % 2 === 0 ? contenders : contenders.toReversed()) {
          half[name].push(await child.ask(`run ${pace.modelCalls}`));
          tail[name].push(await child.ask('at 0.99'));
        }
      }
    } finally {
      await Promise.all([we.stop(), they.stop()]);
      await model.close();
    }
    const added = tail.ours.map((value, round) => value - (tail.bare[round] ?? Number.NaN));
    return {
      title: 'A call to a model that answers at once',
      lines: [
        compare('half of them', 'ms', half.ours, half.bare),
        compare('99 of 100', 'ms', tail.ours, tail.bare),
        { what: 'added by the program, 99 of 100', unit: 'ms', ours: figureOf(added), goal: { most: 5 } },
      ],
      notes: [
        `Bare: the openai client alone. Ours: the gateway with its guard, the answer read by its schema, and two commits in the ledger of calls. ${pace.modelCalls} calls a round, one after the other.`,
      ],
    };
  },
};
