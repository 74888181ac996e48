-- What secretaries are to be told in private, until it has been handed over.
CREATE TABLE "Notice" (
    "id" BIGSERIAL NOT NULL,
    "unitId" INTEGER NOT NULL,
    "memberId" INTEGER,
    "naturalKey" TEXT NOT NULL,
    "subject" TEXT,
    "body" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "hintedAt" TIMESTAMPTZ,
    "toldAt" TIMESTAMPTZ,

    CONSTRAINT "Notice_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Notice_naturalKey_key" ON "Notice"("naturalKey");

-- What is still to be told is a small part of the table.
CREATE INDEX "Notice_untold" ON "Notice" ("unitId", "id") WHERE "toldAt" IS NULL;
