-- A message that ends the process that handles it leaves no trace in its own transaction; this counts it beforehand.
ALTER TABLE "InboxMessage" ADD COLUMN "begun" INTEGER NOT NULL DEFAULT 0;
