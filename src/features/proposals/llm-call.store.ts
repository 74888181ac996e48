import type { CallLedger } from '../../llm/model-port.ts';
import { LlmError } from '../../llm/llm-error.ts';
import type { Transact } from '../../chat/inbox/handle-deps.ts';
import { client } from '../../storage/client.ts';

/** Rows for the requests of one draft. Each is committed before its request leaves, so a crash hides none. */
export function createCallLedger(draftId: number, mostCalls: number, transact: Transact): CallLedger {
  return {
    async open({ promptId, promptVersion, model }) {
      // Counted and written in one statement, so that two attempts at once cannot overspend together by much.
      const rows = await transact(
        (tx) => client(tx).$queryRaw<{ id: number }[]>`
          INSERT INTO "LlmCall" ("draftId", "promptId", "promptVersion", model)
          SELECT ${draftId}, ${promptId}, ${promptVersion}, ${model}
          WHERE (SELECT count(*) FROM "LlmCall" WHERE "draftId" = ${draftId}) < ${mostCalls}
          RETURNING id`,
      );
      const row = rows[0];
      if (!row) throw new LlmError('llm.calls_spent', `draft ${draftId} has used its ${mostCalls} requests`);
      return row.id;
    },
    async close(id, { promptTokens, completionTokens, error }) {
      await transact(
        (tx) => client(tx).$executeRaw`
          UPDATE "LlmCall" SET state = ${error === null ? 'answered' : 'failed'}::"LlmCallState",
            "promptTokens" = ${promptTokens}, "completionTokens" = ${completionTokens}, error = ${error},
            "finishedAt" = now()
          WHERE id = ${id}`,
      );
    },
  };
}
