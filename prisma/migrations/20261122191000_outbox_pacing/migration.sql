-- What is still to be sent waits for its slot: one row for each account and chat says when the next message may leave.
CREATE TABLE "OutboxAccount" (
    "account" TEXT NOT NULL,
    "nextAt" TIMESTAMPTZ,
    "pausedUntil" TIMESTAMPTZ,
    "pauses" INTEGER NOT NULL DEFAULT 0,
    "recent" DOUBLE PRECISION[] DEFAULT ARRAY[]::DOUBLE PRECISION[],

    CONSTRAINT "OutboxAccount_pkey" PRIMARY KEY ("account")
);

CREATE TABLE "OutboxPlace" (
    "chat" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "freeAt" TIMESTAMPTZ NOT NULL,
    "refusedAt" TIMESTAMPTZ,
    "recent" DOUBLE PRECISION[] DEFAULT ARRAY[]::DOUBLE PRECISION[],

    CONSTRAINT "OutboxPlace_pkey" PRIMARY KEY ("chat")
);

-- Which chat went where: what is meant for the old id goes to the new one.
CREATE TABLE "ChatMove" (
    "from" TEXT NOT NULL,
    "to" TEXT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ChatMove_pkey" PRIMARY KEY ("from")
);

ALTER TABLE "Chat" ADD COLUMN "closedAt" TIMESTAMPTZ, ADD COLUMN "closedWhy" TEXT;

ALTER TABLE "OutboxMessage"
    ADD COLUMN "refusals" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "leaseOwner" TEXT,
    ADD COLUMN "mergeLine" TEXT,
    ADD COLUMN "mergePerson" INTEGER,
    ADD COLUMN "mergedIntoId" BIGINT;
-- Until now every claim but the present one was a refusal.
UPDATE "OutboxMessage" SET "refusals" = greatest("attempts" - 1, 0) WHERE state IN ('due', 'claimed', 'sending');

-- The order in which messages are looked at, the order within a conversation, and what is under way there.
DROP INDEX "OutboxMessage_open";
CREATE INDEX "OutboxMessage_next" ON "OutboxMessage" (platform, priority, id) WHERE state = 'due';
CREATE INDEX "OutboxMessage_queue" ON "OutboxMessage" (conversation, priority, id) WHERE state = 'due';
CREATE INDEX "OutboxMessage_under_way" ON "OutboxMessage" (conversation) WHERE state IN ('claimed', 'sending');
