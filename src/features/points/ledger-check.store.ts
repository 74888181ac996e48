import type { Database } from '../../storage/index.ts';

export type Pool = Database['pool'];

export type FaultKind =
  | 'entry_changed'
  | 'entry_missing'
  | 'entry_added'
  | 'tail_missing'
  | 'balance_differs'
  | 'issued_differs'
  | 'accounts_differ'
  | 'posting_unbalanced'
  | 'reversal_differs'
  | 'key_doubled'
  | 'unguarded';

/** One departure of the ledger from its own rules. No names and no texts of members. */
export interface LedgerFault {
  kind: FaultKind;
  /** Null = not of one unit. */
  unitId: number | null;
  /** The entry it is about, where there is one. */
  entryId: number | null;
  /** What it is about: the entry's business key, `member:7:2026`, or the place in the chain. */
  where: string;
  /** What is stored, and what it should be, where figures are compared. */
  kept: number | null;
  due: number | null;
}

/** Per unit the first entry that does not continue the chain: what is behind it cannot be judged. */
const chain = `
  SELECT DISTINCT ON ("unitId") CASE WHEN seq > coalesce(length, 0) THEN 'entry_added'
      WHEN seq > place THEN 'entry_missing' ELSE 'entry_changed' END AS kind,
    "unitId", CASE WHEN seq <= place OR seq > coalesce(length, 0) THEN id END AS "entryId",
    CASE WHEN seq > place THEN place::text ELSE "naturalKey" END AS "where", NULL::float8 AS kept, NULL::float8 AS due
  FROM (
    SELECT e.id, e."unitId", e.seq, e."naturalKey", l.entries AS length, row_number() OVER chained AS place,
      e.hash = point_entry_hash(coalesce(lag(e.hash) OVER chained, '\\x'), e)
        AND (e.seq <> l.entries OR e.hash = l.head) AS good
    FROM "PointEntry" e LEFT JOIN "PointLedger" l ON l."unitId" = e."unitId"
    WINDOW chained AS (PARTITION BY e."unitId" ORDER BY e.seq)
  ) entry
  WHERE good IS NOT TRUE OR seq <> place
  ORDER BY "unitId", place`;

const tail = `
  SELECT 'tail_missing' AS kind, l."unitId", NULL::int AS "entryId", (count(e.id) + 1)::text AS "where",
    count(e.id)::float8 AS kept, l.entries::float8 AS due
  FROM "PointLedger" l LEFT JOIN "PointEntry" e ON e."unitId" = l."unitId"
  GROUP BY l."unitId" HAVING coalesce(max(e.seq), 0) < l.entries`;

const balances = `
  SELECT 'balance_differs' AS kind, coalesce(b."unitId", s."unitId") AS "unitId", NULL::int AS "entryId",
    'member:' || coalesce(b."memberId", s."memberId") || ':' || coalesce(b.year, s.year) AS "where",
    b.points::float8 AS kept, coalesce(s.points, 0)::float8 AS due
  FROM "PointBalance" b FULL JOIN (
    SELECT "unitId", year, "memberId", sum(counted) AS points, count(*) AS entries FROM "PointEntry" GROUP BY 1, 2, 3
  ) s ON s."unitId" = b."unitId" AND s.year = b.year AND s."memberId" = b."memberId"
  WHERE b.points IS DISTINCT FROM s.points OR b.entries IS DISTINCT FROM s.entries
  ORDER BY 2, 4 LIMIT 100`;

const issued = `
  SELECT 'issued_differs' AS kind, coalesce(l."unitId", s."unitId") AS "unitId", NULL::int AS "entryId",
    'unit:' || coalesce(l."unitId", s."unitId") AS "where", l.issued::float8 AS kept, coalesce(s.points, 0)::float8 AS due
  FROM "PointLedger" l FULL JOIN (
    SELECT "unitId", sum(counted) AS points FROM "PointEntry" GROUP BY 1
  ) s ON s."unitId" = l."unitId" WHERE l.issued IS DISTINCT FROM coalesce(s.points, 0)`;

/** All accounts together hold nothing: what the units gave out is what the members have. */
const accounts = `
  SELECT 'accounts_differ' AS kind, NULL::int AS "unitId", NULL::int AS "entryId", '' AS "where",
    members.points::float8 AS kept, units.points::float8 AS due
  FROM (SELECT coalesce(sum(points), 0) AS points FROM "PointBalance") members,
    (SELECT coalesce(sum(issued), 0) AS points FROM "PointLedger") units
  WHERE members.points <> units.points`;

const postings = `
  SELECT 'posting_unbalanced' AS kind, min("unitId") AS "unitId", "entryId", "entryId"::text AS "where",
    sum(amount)::float8 AS kept, 0::float8 AS due
  FROM "PointPosting" GROUP BY "entryId" HAVING sum(amount) <> 0 OR count(*) <> 2 ORDER BY "entryId" LIMIT 100`;

const reversals = `
  SELECT 'reversal_differs' AS kind, r."unitId", r.id AS "entryId", r."naturalKey" AS "where",
    r.counted::float8 AS kept, -e.counted::float8 AS due
  FROM "PointEntry" r LEFT JOIN "PointEntry" e ON e.id = r."reversesId"
  WHERE r."reversesId" IS NOT NULL AND (r.counted, r.raw, r.year, r."memberId", r."unitId")
    IS DISTINCT FROM (-e.counted, -e.raw, e.year, e."memberId", e."unitId")
  ORDER BY r.id LIMIT 100`;

const keys = `
  SELECT 'key_doubled' AS kind, min("unitId") AS "unitId", max(id) AS "entryId", "naturalKey" AS "where",
    count(*)::float8 AS kept, 1::float8 AS due
  FROM "PointEntry" GROUP BY "naturalKey" HAVING count(*) > 1 ORDER BY 3 LIMIT 100`;

const guards = `
  SELECT 'unguarded' AS kind, NULL::int AS "unitId", NULL::int AS "entryId", 'PointEntry' AS "where",
    count(*)::float8 AS kept, 2::float8 AS due
  FROM pg_trigger WHERE tgrelid = '"PointEntry"'::regclass AND tgfoid = 'forbid_change'::regproc AND tgenabled <> 'D'
  HAVING count(*) < 2`;

/** A ledger of millions takes longer than any statement of a conversation may. */
const longestMs = 600_000;

/** Asks all questions of one and the same moment, while bookings go on. */
export async function findFaults(pool: Pool): Promise<LedgerFault[]> {
  const client = await pool.connect();
  let broken: unknown = new Error('not finished');
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query(`SET LOCAL statement_timeout = ${longestMs}`);
    const faults: LedgerFault[] = [];
    for (const text of [chain, tail, balances, issued, accounts, postings, reversals, keys, guards]) {
      const question = { text, query_timeout: longestMs };
      const { rows } = await client.query<LedgerFault>(question);
      faults.push(...rows);
    }
    await client.query('COMMIT');
    broken = undefined;
    return faults;
  } finally {
    // A connection that failed in between is not given back to others.
    client.release(broken !== undefined);
  }
}
