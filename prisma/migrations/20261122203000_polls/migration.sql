-- Choices asked of the members of a unit over all doors at once.
CREATE TYPE "PollState" AS ENUM ('draft', 'open', 'closed');

CREATE TABLE "Poll" (
    "id" SERIAL NOT NULL,
    "unitId" INTEGER NOT NULL,
    "question" TEXT NOT NULL,
    "options" TEXT[],
    "several" BOOLEAN NOT NULL,
    "state" "PollState" NOT NULL DEFAULT 'draft',
    "createdById" INTEGER NOT NULL,
    "inboxId" BIGINT NOT NULL,
    "previewOutboxId" BIGINT,
    "askedOutboxIds" BIGINT[] DEFAULT ARRAY[]::BIGINT[],
    "closesAt" TIMESTAMPTZ,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closedAt" TIMESTAMPTZ,

    CONSTRAINT "Poll_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "PollVote" (
    "id" BIGSERIAL NOT NULL,
    "pollId" INTEGER NOT NULL,
    "memberId" INTEGER NOT NULL,
    "options" INTEGER[],
    "inboxId" BIGINT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "PollVote_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "Poll_inboxId_key" ON "Poll"("inboxId");
CREATE INDEX "Poll_unitId_state_idx" ON "Poll"("unitId", "state");
CREATE INDEX "PollVote_pollId_memberId_id_idx" ON "PollVote"("pollId", "memberId", "id");
CREATE UNIQUE INDEX "PollVote_inboxId_pollId_key" ON "PollVote"("inboxId", "pollId");

ALTER TABLE "Poll" ADD CONSTRAINT "Poll_unitId_fkey" FOREIGN KEY ("unitId") REFERENCES "Unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "PollVote" ADD CONSTRAINT "PollVote_pollId_fkey" FOREIGN KEY ("pollId") REFERENCES "Poll"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "PollVote" ADD CONSTRAINT "PollVote_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TRIGGER "PollVote_append_only" BEFORE UPDATE OR DELETE ON "PollVote"
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER "PollVote_no_truncate" BEFORE TRUNCATE ON "PollVote"
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();

-- Polls that close by themselves are few.
CREATE INDEX "Poll_closes" ON "Poll" ("closesAt") WHERE state = 'open' AND "closesAt" IS NOT NULL;

-- Votes name the platform's poll; few messages are one.
ALTER TABLE "OutboxMessage" ADD COLUMN "platformPollId" TEXT;
CREATE INDEX "OutboxMessage_poll" ON "OutboxMessage" (platform, "platformPollId") WHERE "platformPollId" IS NOT NULL;
