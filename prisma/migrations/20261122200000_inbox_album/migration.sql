-- Pictures that were sent together come as messages of their own: they share the album's key, and those without words
-- wait for the one that has them.
ALTER TABLE "InboxMessage" ADD COLUMN "album" TEXT, ADD COLUMN "looks" INTEGER NOT NULL DEFAULT 0;
CREATE INDEX "InboxMessage_album" ON "InboxMessage" (conversation, album) WHERE album IS NOT NULL;

-- The last message with buttons of a conversation: where there are none to press, a number means one of them.
CREATE INDEX "OutboxMessage_menus" ON "OutboxMessage" (conversation, id) WHERE body ? 'buttons';

-- A heading of the bot's words in the web room; the text holds it as well.
ALTER TABLE "RoomMessage" ADD COLUMN "title" TEXT;
