import type { Pool, PoolClient } from 'pg';
import type { Clock } from '../../../src/lib/clock.ts';
import type { FileStore } from '../../../src/lib/file-store.ts';
import { LlmError } from '../../../src/llm/llm-error.ts';
import type { ModelPort } from '../../../src/llm/model-port.ts';
import type { Transact } from '../../../src/chat/inbox/handle-deps.ts';
import { inTransaction, type Database } from '../../../src/storage/index.ts';
import { injected, type Gate, type Mode } from './gate.ts';

// Each part is what production hands to the same constructors, with the gate between it and its caller.

const codes: Record<Exclude<Mode, 'crash'>, string> = {
  before: 'ECONNREFUSED',
  after: 'ECONNRESET',
  hang: 'ETIMEDOUT',
  too_fast: 'ECONNREFUSED',
  server_error: 'ECONNREFUSED',
};
const lostConnection = (mode: Exclude<Mode, 'crash'>) => injected(codes[mode]);

/** The limit of a statement, see src/storage/connection-pool.ts. */
const queryLimitMs = 35_000;

type AnyCall = (...args: unknown[]) => unknown;

function applyTo(work: unknown, argument: unknown): unknown {
  if (typeof work !== 'function') throw new TypeError('only transactions of a function are made here');
  return Reflect.apply(work, undefined, [argument]);
}

/** The object with some of its methods replaced; everything else as it is. */
function overlay<T extends object>(target: T, replace: (name: string, method: AnyCall) => AnyCall | null): T {
  return new Proxy(target, {
    get(of, name) {
      const value: unknown = Reflect.get(of, name, of);
      if (typeof value !== 'function') return value;
      const bound: AnyCall = (...args) => Reflect.apply(value, of, args);
      return (typeof name === 'string' ? replace(name, bound) : null) ?? bound;
    },
  });
}

const firstWords = (sql: unknown) => {
  const text = typeof sql === 'string' ? sql : typeof sql === 'object' && sql && 'text' in sql ? String(sql.text) : '';
  return text.replace(/\s+/g, ' ').trim().slice(0, 60);
};

/** Statements of the pool; a connection taken out of it has the gate to itself until it is given back. */
export function gatePool(pool: Pool, gate: Gate): Pool {
  const gated =
    (query: AnyCall, locked: boolean): AnyCall =>
    (...args) =>
      gate.run({
        port: 'query',
        name: firstWords(args[0]),
        work: async () => query(...args),
        failure: lostConnection,
        limitMs: queryLimitMs,
        locked,
      });
  async function connect(): Promise<PoolClient> {
    let giveBack = () => {};
    const turn = new Promise<void>((resolve) => (giveBack = resolve));
    return new Promise((resolve, reject) => {
      const take = async () => {
        const client = await pool.connect();
        let isOut = true;
        const end = (destroy: unknown) => {
          if (!isOut) return;
          isOut = false;
          client.release(Boolean(destroy));
          giveBack();
        };
        // With its process a connection is cut, and what was not committed is undone.
        gate.died.catch(() => end(true));
        resolve(
          overlay(client, (name, method) => {
            if (name === 'query') return gated(method, true);
            if (name !== 'release') return null;
            return end;
          }),
        );
        await turn;
      };
      gate.inTurn(take).catch(reject);
    });
  }
  return overlay(pool, (name, method) => {
    if (name === 'query') return gated(method, false);
    return name === 'connect' ? connect : null;
  });
}

/** Transactions, and each statement in them; after a lost statement the transaction's connection is lost as well. */
export function gateTransact({ prisma }: Pick<Database, 'prisma'>, gate: Gate): Transact {
  const gatedPrisma = overlay(prisma, (name, method) => {
    if (name !== '$transaction') return null;
    return (work, options) =>
      gate.run({
        port: 'tx',
        name: 'transaction',
        // Cut off in the middle, it is rolled back at once.
        work: async () =>
          method((tx: object) => Promise.race([applyTo(work, gateStatements(tx, gate)), gate.died]), options),
        failure: lostConnection,
        limitMs: 20_000,
        outer: 'ends',
      });
  });
  return (work) => inTransaction({ prisma: gatedPrisma }, work);
}

function gateStatements(tx: object, gate: Gate): object {
  let lost = false;
  const statement =
    (name: string, method: AnyCall): AnyCall =>
    (...args) => {
      const made = gate.run({
        port: 'statement',
        name,
        async work() {
          if (lost) throw injected('ECONNRESET');
          return method(...args);
        },
        failure: lostConnection,
        limitMs: 0,
        outer: 'ends',
        locked: true,
      });
      made.catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED') lost = true;
      });
      return made;
    };
  return new Proxy(tx, {
    get(of, name) {
      const value: unknown = Reflect.get(of, name, of);
      if (typeof name !== 'string') return value;
      if (typeof value === 'function') {
        const bound: AnyCall = (...args) => Reflect.apply(value, of, args);
        return name.startsWith('$') ? statement(name, bound) : bound;
      }
      if (typeof value !== 'object' || value === null) return value;
      return overlay(value, (method, call) => statement(`${name}.${method}`, call));
    },
  });
}

/** Writing fails as a full disk does; reading only waits its turn. */
export function gateFiles(files: FileStore, gate: Gate): FileStore {
  return {
    put: (bytes) =>
      gate.run({
        port: 'file',
        name: 'put',
        work: () => files.put(bytes),
        failure: () => injected('ENOSPC'),
        limitMs: 30_000,
      }),
    read: (sha256) => gate.inTurn(() => files.read(sha256)),
  };
}

export const gateClock = (clock: Clock, gate: Gate): Clock => ({
  now: () => gate.runNow('clock', 'now', () => clock.now()),
});

/** The rows for the calls are kept as the real gateway keeps them: opened before, closed after. */
export function gateModel(model: ModelPort, gate: Gate): ModelPort {
  return {
    model: model.model,
    async complete(prompt, schema, options) {
      const { ledger } = options;
      const row = await ledger?.open({ promptId: prompt.id, promptVersion: prompt.version, model: model.model });
      const end = (error: LlmError['code'] | null) =>
        row === undefined ? undefined : ledger?.close(row, { promptTokens: 1, completionTokens: 1, error });
      try {
        const answer = await gate.run({
          port: 'model',
          name: 'complete',
          work: () => model.complete(prompt, schema, { signal: options.signal }),
          failure: (mode) => {
            const code =
              mode === 'before' ? 'llm.unreachable' : mode === 'too_fast' ? 'llm.rate_limited' : 'llm.timeout';
            return new LlmError(code, 'planned by the test', { cause: injected('ETIMEDOUT') });
          },
          limitMs: 60_000,
        });
        await end(null);
        return answer;
      } catch (error) {
        if (error instanceof LlmError) await end(error.code);
        throw error;
      }
    },
  };
}
