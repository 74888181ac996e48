-- The ledger: each row of "PointEntry" is a transfer from the unit's account to a member's account of one year.

-- The account that a unit gives points out of, and the end of its chain. Only book_points writes here.
CREATE TABLE "PointLedger" (
    "unitId" INTEGER NOT NULL,
    "entries" INTEGER NOT NULL DEFAULT 0,
    "issued" BIGINT NOT NULL DEFAULT 0,
    "head" BYTEA NOT NULL DEFAULT '\x',

    CONSTRAINT "PointLedger_pkey" PRIMARY KEY ("unitId")
);

-- A member's account of one year: always the sum of its entries. Only book_points writes here.
CREATE TABLE "PointBalance" (
    "unitId" INTEGER NOT NULL,
    "year" INTEGER NOT NULL,
    "memberId" INTEGER NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "entries" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "PointBalance_pkey" PRIMARY KEY ("unitId", "year", "memberId")
);

-- These rows change with every booking; room on their pages keeps the changes out of the indexes.
ALTER TABLE "PointLedger" SET (fillfactor = 50);
ALTER TABLE "PointBalance" SET (fillfactor = 70);

ALTER TABLE "PointEntry" ADD COLUMN "seq" INTEGER, ADD COLUMN "hash" BYTEA;

-- What an entry's hash covers: all of it, and by `previous` all entries of the unit before it. Of the reason only a
-- digest goes in, so that the words could be removed and the chain still be verified. A column added later must be
-- left out where it has its default, or the entries there are would no longer verify.
CREATE FUNCTION point_entry_hash(previous BYTEA, entry "PointEntry") RETURNS BYTEA
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT sha256(previous || convert_to(concat_ws('|',
        'v1', entry."unitId", entry.seq, entry.id, entry."memberId", entry."schemeVersion", entry.raw, entry.counted,
        entry.year, (extract(epoch FROM entry."eventAt") * 1000000)::bigint,
        (extract(epoch FROM entry."createdAt") * 1000000)::bigint, coalesce(entry."inboxId"::text, '-'),
        coalesce(entry."authorId"::text, '-'), coalesce(entry."reversesId"::text, '-'),
        char_length(entry.item), entry.item, char_length(entry."naturalKey"), entry."naturalKey",
        encode(sha256(convert_to(entry.reason, 'UTF8')), 'hex')), 'UTF8'))
$$;

-- Entries made before there was a chain join it in the order of their ids, and fill the accounts.
ALTER TABLE "PointEntry" DISABLE TRIGGER USER;

UPDATE "PointEntry" e SET seq = placed.seq
FROM (SELECT id, row_number() OVER (PARTITION BY "unitId" ORDER BY id) AS seq FROM "PointEntry") placed
WHERE placed.id = e.id;

DO $$
DECLARE
    entry "PointEntry";
    unit INTEGER;
    previous BYTEA;
BEGIN
    FOR entry IN SELECT * FROM "PointEntry" ORDER BY "unitId", seq LOOP
        IF unit IS DISTINCT FROM entry."unitId" THEN
            unit := entry."unitId";
            previous := '\x';
        END IF;
        previous := point_entry_hash(previous, entry);
        UPDATE "PointEntry" SET hash = previous WHERE id = entry.id;
    END LOOP;
END
$$;

ALTER TABLE "PointEntry" ENABLE TRIGGER USER;
ALTER TABLE "PointEntry" ALTER COLUMN "seq" SET NOT NULL, ALTER COLUMN "hash" SET NOT NULL;
CREATE UNIQUE INDEX "PointEntry_unitId_seq_key" ON "PointEntry"("unitId", "seq");

INSERT INTO "PointLedger" ("unitId", entries, issued, head)
SELECT "unitId", count(*), sum(counted), (array_agg(hash ORDER BY seq DESC))[1] FROM "PointEntry" GROUP BY 1;

INSERT INTO "PointBalance" ("unitId", year, "memberId", points, entries)
SELECT "unitId", year, "memberId", sum(counted), count(*) FROM "PointEntry" GROUP BY 1, 2, 3;

-- Both sides of every transfer, as an accountant reads them. "memberId" null = the unit's own account.
CREATE VIEW "PointPosting" AS
    SELECT id AS "entryId", "unitId", "memberId", year, counted AS amount FROM "PointEntry"
    UNION ALL
    SELECT id, "unitId", NULL, year, -counted FROM "PointEntry";

-- The only way to book. Takes entries of one unit as an array of rows of "PointEntry", without id, seq and hash.
-- Answers for each whether it was booked now and what stands under its key. One unit books one after the other: the
-- row of its ledger is locked until the transaction ends. Runs with its owner's rights, so that nobody else needs any.
CREATE FUNCTION book_points(entries JSONB) RETURNS TABLE (key TEXT, booked BOOLEAN, points INTEGER)
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    entry "PointEntry";
    ledger "PointLedger";
    before INTEGER;
BEGIN
    FOR entry IN SELECT * FROM jsonb_populate_recordset(NULL::"PointEntry", book_points.entries) LOOP
        key := entry."naturalKey";
        booked := false;
        SELECT e.counted INTO points FROM "PointEntry" e WHERE e."naturalKey" = entry."naturalKey";
        IF NOT FOUND THEN
            IF ledger."unitId" IS NULL THEN
                SELECT l.* INTO ledger FROM "PointLedger" l WHERE l."unitId" = entry."unitId" FOR NO KEY UPDATE;
                IF NOT FOUND THEN
                    INSERT INTO "PointLedger" ("unitId") VALUES (entry."unitId") ON CONFLICT DO NOTHING;
                    SELECT l.* INTO ledger FROM "PointLedger" l WHERE l."unitId" = entry."unitId" FOR NO KEY UPDATE;
                END IF;
                before := ledger.entries;
            ELSIF ledger."unitId" <> entry."unitId" THEN
                RAISE EXCEPTION 'entries of one booking belong to one unit' USING ERRCODE = 'invalid_parameter_value';
            END IF;
            entry.id := nextval('"PointEntry_id_seq"');
            entry.seq := ledger.entries + 1;
            entry."createdAt" := coalesce(entry."createdAt", now());
            entry.hash := point_entry_hash(ledger.head, entry);
            INSERT INTO "PointEntry" SELECT entry.* ON CONFLICT DO NOTHING;
            booked := FOUND;
            IF booked THEN
                points := entry.counted;
                ledger.entries := entry.seq;
                ledger.issued := ledger.issued + entry.counted;
                ledger.head := entry.hash;
                UPDATE "PointBalance" b SET points = b.points + entry.counted, entries = b.entries + 1
                WHERE b."unitId" = entry."unitId" AND b.year = entry.year AND b."memberId" = entry."memberId";
                IF NOT FOUND THEN
                    INSERT INTO "PointBalance" ("unitId", year, "memberId", points, entries)
                    VALUES (entry."unitId", entry.year, entry."memberId", entry.counted, 1);
                END IF;
            ELSE
                -- Somebody else was faster: with this key, or in taking the same entry back.
                SELECT e.counted INTO points FROM "PointEntry" e
                WHERE e."naturalKey" = entry."naturalKey" OR e."reversesId" = entry."reversesId" LIMIT 1;
            END IF;
        END IF;
        RETURN NEXT;
    END LOOP;
    IF ledger.entries > before THEN
        UPDATE "PointLedger" l SET entries = ledger.entries, issued = ledger.issued, head = ledger.head
        WHERE l."unitId" = ledger."unitId";
    END IF;
END
$$;

-- Takes the entry under the key back by one with the opposite amounts, in the same year and on the same day. False when
-- there is none, it is itself a reversal, or it was taken back before.
CREATE FUNCTION reverse_points(taken TEXT, why TEXT, inbox BIGINT, author INTEGER, at TIMESTAMPTZ) RETURNS BOOLEAN
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    entry "PointEntry";
BEGIN
    SELECT e.* INTO entry FROM "PointEntry" e WHERE e."naturalKey" = taken AND e."reversesId" IS NULL;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    entry."reversesId" := entry.id;
    entry."naturalKey" := 'reversal:' || entry.id;
    entry.raw := -entry.raw;
    entry.counted := -entry.counted;
    entry.reason := why;
    entry."inboxId" := inbox;
    entry."authorId" := author;
    entry."createdAt" := at;
    RETURN (SELECT b.booked FROM book_points(jsonb_build_array(to_jsonb(entry))) b);
END
$$;

-- With the rights of their owner they may find only our own tables, whatever the caller's search_path is.
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION book_points(JSONB) SET search_path = %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION reverse_points(TEXT, TEXT, BIGINT, INTEGER, TIMESTAMPTZ) SET search_path = %I, pg_temp',
        current_schema());
END
$$;
REVOKE ALL ON FUNCTION book_points(JSONB) FROM PUBLIC;
REVOKE ALL ON FUNCTION reverse_points(TEXT, TEXT, BIGINT, INTEGER, TIMESTAMPTZ) FROM PUBLIC;
