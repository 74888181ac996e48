import { setTimeout as wait } from 'node:timers/promises';
import type { Tx } from '../lib/tx.ts';
import { asTx } from './client.ts';
import type { Database } from './database.ts';
import { Prisma } from './generated/prisma/client.ts';
import { systemCode } from './storage-error.ts';

export interface TransactionOptions {
  /** How often it may be tried in all when it collides with another. Default 4. */
  readonly attempts?: number;
  readonly isolationLevel?: Prisma.TransactionIsolationLevel;
}

const limits = { maxWait: 5_000, timeout: 20_000 };

/**
 * Runs `work` in one transaction; throwing rolls it back. When PostgreSQL gives it up for a collision (serialization
 * failure, deadlock) it is run again, so `work` must have no effects outside the transaction.
 */
export async function inTransaction<T>(
  { prisma }: Pick<Database, 'prisma'>,
  work: (tx: Tx) => Promise<T>,
  { attempts = 4, isolationLevel }: TransactionOptions = {},
): Promise<T> {
  const options = { ...limits, ...(isolationLevel ? { isolationLevel } : {}) };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await prisma.$transaction((transaction) => work(asTx(transaction)), options);
    } catch (error) {
      if (attempt >= attempts || !isCollision(error)) throw error;
      await wait(10 * 2 ** attempt * (0.5 + Math.random()));
    }
  }
}

const collisions = new Set(['40001', '40P01']);

/** Serialization failure or deadlock, as Prisma (P2034, or P2010 for raw SQL) or node-postgres reports it. */
export function isCollision(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientKnownRequestError) {
    return error.code === 'P2034' || (error.code === 'P2010' && collisions.has(sqlState(error.meta)));
  }
  return collisions.has(systemCode(error) ?? '');
}

/** Where the SQLSTATE is depends on the adapter's version. */
function sqlState(meta: Record<string, unknown> | undefined): string {
  return /"(?:originalCode|code)":"(\w{5})"/.exec(JSON.stringify(meta ?? {}))?.[1] ?? '';
}
