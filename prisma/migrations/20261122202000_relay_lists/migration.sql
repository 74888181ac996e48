-- Relay lists (接龙) and every version of them that was posted, lists of people that a secretary pasted in, and who
-- handed in a submission for somebody else.
CREATE TABLE "RelayList" (
    "id" SERIAL NOT NULL,
    "unitId" INTEGER NOT NULL,
    "activityId" INTEGER NOT NULL,
    "heading" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "RelayList_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "RelayVersion" (
    "id" SERIAL NOT NULL,
    "listId" INTEGER NOT NULL,
    "inboxId" BIGINT NOT NULL,
    "senderId" INTEGER NOT NULL,
    "rows" JSONB NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "RelayVersion_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "PastedRoll" (
    "id" SERIAL NOT NULL,
    "activityId" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "inboxId" BIGINT NOT NULL,
    "actorId" INTEGER NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "PastedRoll_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "RelayList_activityId_idx" ON "RelayList"("activityId");
CREATE INDEX "RelayList_unitId_createdAt_idx" ON "RelayList"("unitId", "createdAt");
CREATE UNIQUE INDEX "RelayVersion_inboxId_key" ON "RelayVersion"("inboxId");
CREATE INDEX "RelayVersion_listId_idx" ON "RelayVersion"("listId");
CREATE UNIQUE INDEX "PastedRoll_activityId_hash_key" ON "PastedRoll"("activityId", "hash");

ALTER TABLE "RelayList" ADD CONSTRAINT "RelayList_activityId_fkey" FOREIGN KEY ("activityId") REFERENCES "Activity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "RelayVersion" ADD CONSTRAINT "RelayVersion_listId_fkey" FOREIGN KEY ("listId") REFERENCES "RelayList"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "PastedRoll" ADD CONSTRAINT "PastedRoll_activityId_fkey" FOREIGN KEY ("activityId") REFERENCES "Activity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "Submission" ADD COLUMN "handedInById" INTEGER;
