-- A reminder that fails again and again is set aside, and every reminder that did not leave is told to the secretary.
ALTER TYPE "StepState" ADD VALUE 'failed';

ALTER TABLE "ReminderStep"
    ADD COLUMN "attempts" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "error" TEXT,
    ADD COLUMN "untold" BOOLEAN NOT NULL DEFAULT false;

-- What is still to be told is a small part of the table. Slots missed before were told when they were missed.
CREATE INDEX "ReminderStep_untold" ON "ReminderStep" ("activityId") WHERE "untold";
