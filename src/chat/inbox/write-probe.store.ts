import { within } from '../../lib/within.ts';
import type { Pool } from './inbox.store.ts';

/** A probe that takes longer has failed: nobody waits that long for an acknowledgement. */
const probeLimitMs = 3_000;
/** However often readiness is asked for, the row is written at most this often. */
const freshMs = 1_000;

/**
 * Whether a message that came now could be kept: tried by a commit of its own, since a database may still read when it
 * can no longer write (a full disk, a standby). @returns asks; never throws
 */
export function createWriteProbe(pool: Pool): () => Promise<boolean> {
  let last: { at: number; result: Promise<boolean> } | null = null;
  return () => {
    const now = performance.now();
    if (!last || now - last.at > freshMs) last = { at: now, result: inTime(probe(pool)) };
    return last.result;
  };
}

async function inTime(result: Promise<boolean>): Promise<boolean> {
  return (await within(result, probeLimitMs)) && result;
}

const probe = (pool: Pool) =>
  pool.query(`UPDATE "WriteProbe" SET at = now() WHERE id = 1`).then(
    ({ rowCount }) => rowCount === 1,
    () => false,
  );
