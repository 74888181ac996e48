import type { Tx } from '../lib/tx.ts';
import type { Prisma } from './generated/prisma/client.ts';

/** The Prisma client of an open transaction. For `*.store.ts` files only. */
export function client(tx: Tx): Prisma.TransactionClient {
  return tx as unknown as Prisma.TransactionClient;
}

/** Wraps an open transaction so that it can be handed through use cases; the reverse of `client`. */
export function asTx(transaction: Prisma.TransactionClient): Tx {
  return transaction as unknown as Tx;
}
