/**
 * An open database transaction, passed on without being looked into. Only `*.store.ts` files open it, with
 * `client(tx)` of src/storage, so that no use case can reach around its store.
 */
export interface Tx {
  readonly openTransaction: true;
}
