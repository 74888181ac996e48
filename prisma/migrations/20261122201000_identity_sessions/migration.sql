-- Where ids change at each login, people and groups are found again by what does not change; and one person binds
-- several accounts by a code. Rows of before stay as they are: their ids have no login.
ALTER TABLE "Identity" ADD COLUMN "session" TEXT, ADD COLUMN "remark" TEXT, ADD COLUMN "nickname" TEXT,
  ADD COLUMN "formerIds" TEXT[] DEFAULT ARRAY[]::TEXT[];
ALTER TABLE "Chat" ADD COLUMN "session" TEXT, ADD COLUMN "hearsAll" BOOLEAN;

-- Set where the bot asked the account itself whether it is this member's, after a login.
ALTER TABLE "JoinRequest" ADD COLUMN "memberId" INTEGER;
ALTER TABLE "JoinRequest" ADD CONSTRAINT "JoinRequest_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE SET NULL ON UPDATE CASCADE;
CREATE INDEX "JoinRequest_identityId_idx" ON "JoinRequest"("identityId");

CREATE TABLE "Login" (
    "id" SERIAL NOT NULL,
    "platform" TEXT NOT NULL,
    "session" TEXT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Login_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "Login_platform_session_key" ON "Login"("platform", "session");

CREATE TABLE "LinkCode" (
    "id" SERIAL NOT NULL,
    "codeHash" TEXT NOT NULL,
    "memberId" INTEGER NOT NULL,
    "expiresAt" TIMESTAMPTZ NOT NULL,
    "usedAt" TIMESTAMPTZ,

    CONSTRAINT "LinkCode_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "LinkCode_codeHash_key" ON "LinkCode"("codeHash");
CREATE INDEX "LinkCode_memberId_idx" ON "LinkCode"("memberId");
ALTER TABLE "LinkCode" ADD CONSTRAINT "LinkCode_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "LinkTry" (
    "id" SERIAL NOT NULL,
    "platform" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "isStranger" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "LinkTry_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "LinkTry_platform_at_idx" ON "LinkTry"("platform", "at");
