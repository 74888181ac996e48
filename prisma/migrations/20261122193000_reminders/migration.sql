-- A reminder that fails again and again is set aside, and every reminder that did not leave is told to the secretary.
ALTER TYPE "StepState" ADD VALUE 'failed';

ALTER TABLE "ReminderStep"
    ADD COLUMN "attempts" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "error" TEXT,
    ADD COLUMN "untold" BOOLEAN NOT NULL DEFAULT false;

-- What is still to be told is a small part of the table. Slots missed before were told when they were missed.
CREATE INDEX "ReminderStep_untold" ON "ReminderStep" ("activityId") WHERE "untold";

-- Only what is due is looked for by its time; a step that is done costs no entry any more.
DROP INDEX "ReminderStep_state_dueAt_idx";
CREATE INDEX "ReminderStep_due" ON "ReminderStep" ("dueAt", "id") WHERE "state" = 'due';

-- A message that has not left has no id on its platform, and most messages are no edits: they need no entry there.
DROP INDEX "OutboxMessage_conversation_platformMessageId_idx";
CREATE INDEX "OutboxMessage_delivered" ON "OutboxMessage" ("conversation", "platformMessageId") WHERE "platformMessageId" IS NOT NULL;
DROP INDEX "OutboxMessage_editsId_idx";
CREATE INDEX "OutboxMessage_edits" ON "OutboxMessage" ("editsId") WHERE "editsId" IS NOT NULL;

-- Files that a platform still has are asked for every few seconds.
CREATE INDEX "Attachment_waiting" ON "Attachment" ("createdAt") WHERE "sha256" IS NULL AND "error" IS NULL;
