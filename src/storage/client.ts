import type { Tx } from '../lib/tx.ts';
import type { Prisma } from './generated/prisma/client.ts';

/** The Prisma client of an open transaction. For `*.store.ts` files only. */
export function client(tx: Tx): Prisma.TransactionClient {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Tx is made by asTx only
  return tx as unknown as Prisma.TransactionClient;
}

/** Wraps an open transaction so that it can be handed through use cases; the reverse of `client`. */
export function asTx(transaction: Prisma.TransactionClient): Tx {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Tx hides what only stores may open
  return transaction as unknown as Tx;
}
