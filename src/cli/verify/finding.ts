import type { Pool } from '../../chat/inbox/inbox.store.ts';

/** The promises that can be checked by looking. */
export const promises = {
  I1: 'nothing acknowledged is lost',
  I2: 'nothing happened twice',
  I3: 'each due reminder left once, late ones are recorded as missed',
  I4: 'each message was delivered once, repeats only where the outcome was unknown',
  I5: 'the ledger adds up',
  I6: 'nothing is stuck',
  I7: 'the order within a conversation is kept',
  I8: 'no secret and no member’s words in the logs',
} as const;
export type PromiseId = keyof typeof promises;

/** In the order in which they are told. */
export const promiseIds: readonly PromiseId[] = ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8'];

/** One breach of a promise. `what` names rows and ids, never what a person wrote. */
export interface Finding {
  readonly promise: PromiseId;
  readonly what: string;
}

/** The connections a check reads through. */
export type Source = Pick<Pool, 'query'>;

export const breach = (promise: PromiseId, what: string): Finding => ({ promise, what });
