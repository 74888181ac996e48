-- CreateEnum
CREATE TYPE "Role" AS ENUM ('secretary', 'leader', 'correspondent', 'member');

-- CreateEnum
CREATE TYPE "Standing" AS ENUM ('full', 'candidate');

-- CreateEnum
CREATE TYPE "JoinState" AS ENUM ('waiting', 'agreed', 'refused');

-- CreateEnum
CREATE TYPE "ChatKind" AS ENUM ('group', 'dm');

-- CreateEnum
CREATE TYPE "InboxState" AS ENUM ('pending', 'done', 'ignored', 'waiting', 'set_aside');

-- CreateEnum
CREATE TYPE "OutboxState" AS ENUM ('due', 'claimed', 'sending', 'sent', 'failed', 'unknown');

-- CreateEnum
CREATE TYPE "OutboxKind" AS ENUM ('send', 'edit');

-- CreateEnum
CREATE TYPE "SubmissionKind" AS ENUM ('info', 'idea');

-- CreateEnum
CREATE TYPE "SubmissionState" AS ENUM ('received', 'adopted', 'withdrawn');

-- CreateEnum
CREATE TYPE "SubmissionEventKind" AS ENUM ('supplemented', 'withdrawn', 'adopted');

-- CreateEnum
CREATE TYPE "AdoptionLevel" AS ENUM ('own', 'city', 'province', 'national');

-- CreateEnum
CREATE TYPE "ActivityKind" AS ENUM ('theme_day', 'study_session', 'meeting', 'survey_trip', 'service');

-- CreateEnum
CREATE TYPE "ActivityState" AS ENUM ('draft', 'open', 'cancelled', 'finished');

-- CreateEnum
CREATE TYPE "RollState" AS ENUM ('none', 'acknowledged', 'joined', 'on_leave', 'tentative', 'waiting', 'attended');

-- CreateEnum
CREATE TYPE "StepKind" AS ENUM ('day_before', 'two_hours', 'check_in', 'summary');

-- CreateEnum
CREATE TYPE "StepState" AS ENUM ('due', 'done', 'missed', 'cancelled');

-- CreateEnum
CREATE TYPE "DraftState" AS ENUM ('queued', 'drafting', 'ready', 'failed');

-- CreateEnum
CREATE TYPE "DraftMethod" AS ENUM ('pending', 'offline', 'model');

-- CreateEnum
CREATE TYPE "ClauseSection" AS ENUM ('matter', 'situation', 'cause', 'suggestion');

-- CreateEnum
CREATE TYPE "LlmCallState" AS ENUM ('sent', 'answered', 'failed');

-- CreateTable
CREATE TABLE "Unit" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "parentId" INTEGER,
    "claimCode" TEXT,
    "submissionCount" INTEGER NOT NULL DEFAULT 0,
    "activityCount" INTEGER NOT NULL DEFAULT 0,
    "draftCount" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Unit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Member" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "unitId" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "role" "Role" NOT NULL DEFAULT 'member',
    "standing" "Standing" NOT NULL DEFAULT 'full',
    "leftAt" TIMESTAMPTZ,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Member_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Identity" (
    "id" SERIAL NOT NULL,
    "platform" TEXT NOT NULL,
    "externalId" TEXT NOT NULL,
    "displayName" TEXT NOT NULL,
    "memberId" INTEGER,
    "dmConversation" TEXT,

    CONSTRAINT "Identity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "JoinRequest" (
    "id" SERIAL NOT NULL,
    "unitId" INTEGER NOT NULL,
    "identityId" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "state" "JoinState" NOT NULL DEFAULT 'waiting',
    "decidedById" INTEGER,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decidedAt" TIMESTAMPTZ,

    CONSTRAINT "JoinRequest_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditEvent" (
    "id" BIGSERIAL NOT NULL,
    "unitId" INTEGER,
    "memberId" INTEGER,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AuditEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Chat" (
    "id" SERIAL NOT NULL,
    "conversation" TEXT NOT NULL,
    "platform" TEXT NOT NULL,
    "kind" "ChatKind" NOT NULL,
    "title" TEXT NOT NULL,
    "unitId" INTEGER,
    "noticedAt" TIMESTAMPTZ,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Chat_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "InboxMessage" (
    "id" BIGSERIAL NOT NULL,
    "platform" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "updateKey" TEXT NOT NULL,
    "messageKey" TEXT,
    "conversation" TEXT NOT NULL,
    "payload" JSONB,
    "state" "InboxState" NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "dueAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "error" TEXT,
    "identityId" INTEGER,
    "receivedAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "handledAt" TIMESTAMPTZ,

    CONSTRAINT "InboxMessage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OutboxMessage" (
    "id" BIGSERIAL NOT NULL,
    "platform" TEXT NOT NULL,
    "conversation" TEXT NOT NULL,
    "kind" "OutboxKind" NOT NULL DEFAULT 'send',
    "editsId" BIGINT,
    "naturalKey" TEXT,
    "subject" TEXT,
    "body" JSONB NOT NULL,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "mustArrive" BOOLEAN NOT NULL DEFAULT false,
    "state" "OutboxState" NOT NULL DEFAULT 'due',
    "dueAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "leaseToken" INTEGER NOT NULL DEFAULT 0,
    "leaseUntil" TIMESTAMPTZ,
    "platformMessageId" TEXT,
    "error" TEXT,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sentAt" TIMESTAMPTZ,

    CONSTRAINT "OutboxMessage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Question" (
    "id" SERIAL NOT NULL,
    "conversation" TEXT NOT NULL,
    "memberId" INTEGER,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "payload" JSONB NOT NULL DEFAULT '{}',
    "openedAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ,
    "closedAt" TIMESTAMPTZ,

    CONSTRAINT "Question_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RoomMessage" (
    "id" SERIAL NOT NULL,
    "room" TEXT NOT NULL,
    "sender" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "replyTo" INTEGER,
    "attachments" JSONB NOT NULL DEFAULT '[]',
    "buttons" JSONB NOT NULL DEFAULT '[]',
    "dedupeKey" TEXT NOT NULL,
    "editVersion" INTEGER NOT NULL DEFAULT 0,
    "at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "editedAt" TIMESTAMPTZ,

    CONSTRAINT "RoomMessage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Attachment" (
    "id" SERIAL NOT NULL,
    "unitId" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "sha256" TEXT,
    "remote" JSONB,
    "error" TEXT,
    "submissionId" INTEGER,
    "draftId" INTEGER,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Attachment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Submission" (
    "id" SERIAL NOT NULL,
    "unitId" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" "SubmissionKind" NOT NULL DEFAULT 'info',
    "authorId" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "state" "SubmissionState" NOT NULL DEFAULT 'received',
    "conversation" TEXT NOT NULL,
    "messageId" TEXT NOT NULL,
    "inboxId" BIGINT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "Submission_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SubmissionEvent" (
    "id" BIGSERIAL NOT NULL,
    "submissionId" INTEGER NOT NULL,
    "kind" "SubmissionEventKind" NOT NULL,
    "text" TEXT NOT NULL DEFAULT '',
    "actorId" INTEGER NOT NULL,
    "inboxId" BIGINT NOT NULL,
    "messageId" TEXT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "SubmissionEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Adoption" (
    "id" SERIAL NOT NULL,
    "submissionId" INTEGER NOT NULL,
    "level" "AdoptionLevel" NOT NULL,
    "adopter" TEXT NOT NULL,
    "recordedById" INTEGER NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "Adoption_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Activity" (
    "id" SERIAL NOT NULL,
    "unitId" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" "ActivityKind" NOT NULL,
    "title" TEXT NOT NULL,
    "place" TEXT NOT NULL DEFAULT '',
    "startsAt" TIMESTAMPTZ NOT NULL,
    "endsAt" TIMESTAMPTZ NOT NULL,
    "signupUntil" TIMESTAMPTZ,
    "state" "ActivityState" NOT NULL DEFAULT 'draft',
    "createdById" INTEGER NOT NULL,
    "inboxId" BIGINT NOT NULL,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Activity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RollEntry" (
    "id" SERIAL NOT NULL,
    "activityId" INTEGER NOT NULL,
    "memberId" INTEGER NOT NULL,
    "state" "RollState" NOT NULL,
    "guests" INTEGER NOT NULL DEFAULT 0,
    "note" TEXT NOT NULL DEFAULT '',
    "checkedInAt" TIMESTAMPTZ,
    "updatedAt" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "RollEntry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RollChange" (
    "id" BIGSERIAL NOT NULL,
    "rollEntryId" INTEGER NOT NULL,
    "state" "RollState" NOT NULL,
    "guests" INTEGER NOT NULL,
    "note" TEXT NOT NULL,
    "actorId" INTEGER NOT NULL,
    "inboxId" BIGINT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "RollChange_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ReminderStep" (
    "id" SERIAL NOT NULL,
    "activityId" INTEGER NOT NULL,
    "kind" "StepKind" NOT NULL,
    "conversation" TEXT NOT NULL,
    "dueAt" TIMESTAMPTZ NOT NULL,
    "state" "StepState" NOT NULL DEFAULT 'due',
    "doneAt" TIMESTAMPTZ,

    CONSTRAINT "ReminderStep_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Reflection" (
    "id" SERIAL NOT NULL,
    "activityId" INTEGER NOT NULL,
    "memberId" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "inboxId" BIGINT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "Reflection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PointEntry" (
    "id" SERIAL NOT NULL,
    "unitId" INTEGER NOT NULL,
    "memberId" INTEGER NOT NULL,
    "item" TEXT NOT NULL,
    "schemeVersion" INTEGER NOT NULL,
    "raw" INTEGER NOT NULL,
    "counted" INTEGER NOT NULL,
    "year" INTEGER NOT NULL,
    "eventAt" TIMESTAMPTZ NOT NULL,
    "naturalKey" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "inboxId" BIGINT,
    "authorId" INTEGER,
    "reversesId" INTEGER,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "PointEntry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Draft" (
    "id" SERIAL NOT NULL,
    "unitId" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "query" TEXT NOT NULL,
    "title" TEXT NOT NULL DEFAULT '',
    "state" "DraftState" NOT NULL DEFAULT 'queued',
    "method" "DraftMethod" NOT NULL DEFAULT 'pending',
    "notice" TEXT,
    "requestedById" INTEGER NOT NULL,
    "conversation" TEXT NOT NULL,
    "inboxId" BIGINT NOT NULL,
    "progressOutboxId" BIGINT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ,

    CONSTRAINT "Draft_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DraftSource" (
    "draftId" INTEGER NOT NULL,
    "submissionId" INTEGER NOT NULL,
    "label" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "outcome" TEXT NOT NULL DEFAULT 'unused',

    CONSTRAINT "DraftSource_pkey" PRIMARY KEY ("draftId","submissionId")
);

-- CreateTable
CREATE TABLE "Clause" (
    "id" SERIAL NOT NULL,
    "draftId" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "section" "ClauseSection" NOT NULL,
    "text" TEXT NOT NULL,
    "cites" TEXT[],

    CONSTRAINT "Clause_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LlmCall" (
    "id" SERIAL NOT NULL,
    "draftId" INTEGER NOT NULL,
    "promptId" TEXT NOT NULL,
    "promptVersion" INTEGER NOT NULL,
    "model" TEXT NOT NULL,
    "state" "LlmCallState" NOT NULL DEFAULT 'sent',
    "promptTokens" INTEGER,
    "completionTokens" INTEGER,
    "error" TEXT,
    "startedAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ,

    CONSTRAINT "LlmCall_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Unit_key_key" ON "Unit"("key");

-- CreateIndex
CREATE UNIQUE INDEX "Unit_claimCode_key" ON "Unit"("claimCode");

-- CreateIndex
CREATE UNIQUE INDEX "Member_key_key" ON "Member"("key");

-- CreateIndex
CREATE INDEX "Member_unitId_name_idx" ON "Member"("unitId", "name");

-- CreateIndex
CREATE INDEX "Identity_memberId_idx" ON "Identity"("memberId");

-- CreateIndex
CREATE UNIQUE INDEX "Identity_platform_externalId_key" ON "Identity"("platform", "externalId");

-- CreateIndex
CREATE INDEX "JoinRequest_unitId_state_idx" ON "JoinRequest"("unitId", "state");

-- CreateIndex
CREATE INDEX "AuditEvent_unitId_at_idx" ON "AuditEvent"("unitId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "Chat_conversation_key" ON "Chat"("conversation");

-- CreateIndex
CREATE INDEX "InboxMessage_state_dueAt_idx" ON "InboxMessage"("state", "dueAt");

-- CreateIndex
CREATE INDEX "InboxMessage_conversation_id_idx" ON "InboxMessage"("conversation", "id");

-- CreateIndex
CREATE UNIQUE INDEX "InboxMessage_platform_account_updateKey_key" ON "InboxMessage"("platform", "account", "updateKey");

-- CreateIndex
CREATE UNIQUE INDEX "InboxMessage_platform_messageKey_key" ON "InboxMessage"("platform", "messageKey");

-- CreateIndex
CREATE UNIQUE INDEX "OutboxMessage_naturalKey_key" ON "OutboxMessage"("naturalKey");

-- CreateIndex
CREATE INDEX "OutboxMessage_state_platform_dueAt_idx" ON "OutboxMessage"("state", "platform", "dueAt");

-- CreateIndex
CREATE INDEX "OutboxMessage_conversation_platformMessageId_idx" ON "OutboxMessage"("conversation", "platformMessageId");

-- CreateIndex
CREATE INDEX "OutboxMessage_editsId_idx" ON "OutboxMessage"("editsId");

-- CreateIndex
CREATE INDEX "Question_conversation_closedAt_idx" ON "Question"("conversation", "closedAt");

-- CreateIndex
CREATE INDEX "Question_subject_closedAt_idx" ON "Question"("subject", "closedAt");

-- CreateIndex
CREATE UNIQUE INDEX "RoomMessage_dedupeKey_key" ON "RoomMessage"("dedupeKey");

-- CreateIndex
CREATE INDEX "RoomMessage_room_id_idx" ON "RoomMessage"("room", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Attachment_draftId_key" ON "Attachment"("draftId");

-- CreateIndex
CREATE INDEX "Attachment_submissionId_idx" ON "Attachment"("submissionId");

-- CreateIndex
CREATE UNIQUE INDEX "Submission_inboxId_key" ON "Submission"("inboxId");

-- CreateIndex
CREATE INDEX "Submission_conversation_messageId_idx" ON "Submission"("conversation", "messageId");

-- CreateIndex
CREATE INDEX "Submission_authorId_idx" ON "Submission"("authorId");

-- CreateIndex
CREATE UNIQUE INDEX "Submission_unitId_number_key" ON "Submission"("unitId", "number");

-- CreateIndex
CREATE INDEX "SubmissionEvent_submissionId_idx" ON "SubmissionEvent"("submissionId");

-- CreateIndex
CREATE UNIQUE INDEX "SubmissionEvent_inboxId_submissionId_kind_key" ON "SubmissionEvent"("inboxId", "submissionId", "kind");

-- CreateIndex
CREATE UNIQUE INDEX "Adoption_submissionId_adopter_key" ON "Adoption"("submissionId", "adopter");

-- CreateIndex
CREATE UNIQUE INDEX "Activity_inboxId_key" ON "Activity"("inboxId");

-- CreateIndex
CREATE INDEX "Activity_unitId_state_startsAt_idx" ON "Activity"("unitId", "state", "startsAt");

-- CreateIndex
CREATE UNIQUE INDEX "Activity_unitId_number_key" ON "Activity"("unitId", "number");

-- CreateIndex
CREATE UNIQUE INDEX "RollEntry_activityId_memberId_key" ON "RollEntry"("activityId", "memberId");

-- CreateIndex
CREATE INDEX "RollChange_rollEntryId_idx" ON "RollChange"("rollEntryId");

-- CreateIndex
CREATE INDEX "ReminderStep_state_dueAt_idx" ON "ReminderStep"("state", "dueAt");

-- CreateIndex
CREATE UNIQUE INDEX "ReminderStep_activityId_kind_conversation_key" ON "ReminderStep"("activityId", "kind", "conversation");

-- CreateIndex
CREATE UNIQUE INDEX "Reflection_inboxId_key" ON "Reflection"("inboxId");

-- CreateIndex
CREATE INDEX "Reflection_activityId_memberId_idx" ON "Reflection"("activityId", "memberId");

-- CreateIndex
CREATE UNIQUE INDEX "PointEntry_naturalKey_key" ON "PointEntry"("naturalKey");

-- CreateIndex
CREATE UNIQUE INDEX "PointEntry_reversesId_key" ON "PointEntry"("reversesId");

-- CreateIndex
CREATE INDEX "PointEntry_memberId_year_idx" ON "PointEntry"("memberId", "year");

-- CreateIndex
CREATE INDEX "PointEntry_unitId_year_idx" ON "PointEntry"("unitId", "year");

-- CreateIndex
CREATE UNIQUE INDEX "Draft_inboxId_key" ON "Draft"("inboxId");

-- CreateIndex
CREATE INDEX "Draft_state_idx" ON "Draft"("state");

-- CreateIndex
CREATE UNIQUE INDEX "Draft_unitId_number_key" ON "Draft"("unitId", "number");

-- CreateIndex
CREATE UNIQUE INDEX "Clause_draftId_position_key" ON "Clause"("draftId", "position");

-- CreateIndex
CREATE INDEX "LlmCall_draftId_idx" ON "LlmCall"("draftId");

-- AddForeignKey
ALTER TABLE "Unit" ADD CONSTRAINT "Unit_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "Unit"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Member" ADD CONSTRAINT "Member_unitId_fkey" FOREIGN KEY ("unitId") REFERENCES "Unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Identity" ADD CONSTRAINT "Identity_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "JoinRequest" ADD CONSTRAINT "JoinRequest_unitId_fkey" FOREIGN KEY ("unitId") REFERENCES "Unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "JoinRequest" ADD CONSTRAINT "JoinRequest_identityId_fkey" FOREIGN KEY ("identityId") REFERENCES "Identity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Chat" ADD CONSTRAINT "Chat_unitId_fkey" FOREIGN KEY ("unitId") REFERENCES "Unit"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Attachment" ADD CONSTRAINT "Attachment_submissionId_fkey" FOREIGN KEY ("submissionId") REFERENCES "Submission"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Attachment" ADD CONSTRAINT "Attachment_draftId_fkey" FOREIGN KEY ("draftId") REFERENCES "Draft"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Submission" ADD CONSTRAINT "Submission_unitId_fkey" FOREIGN KEY ("unitId") REFERENCES "Unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Submission" ADD CONSTRAINT "Submission_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SubmissionEvent" ADD CONSTRAINT "SubmissionEvent_submissionId_fkey" FOREIGN KEY ("submissionId") REFERENCES "Submission"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Adoption" ADD CONSTRAINT "Adoption_submissionId_fkey" FOREIGN KEY ("submissionId") REFERENCES "Submission"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Activity" ADD CONSTRAINT "Activity_unitId_fkey" FOREIGN KEY ("unitId") REFERENCES "Unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RollEntry" ADD CONSTRAINT "RollEntry_activityId_fkey" FOREIGN KEY ("activityId") REFERENCES "Activity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RollEntry" ADD CONSTRAINT "RollEntry_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RollChange" ADD CONSTRAINT "RollChange_rollEntryId_fkey" FOREIGN KEY ("rollEntryId") REFERENCES "RollEntry"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReminderStep" ADD CONSTRAINT "ReminderStep_activityId_fkey" FOREIGN KEY ("activityId") REFERENCES "Activity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Reflection" ADD CONSTRAINT "Reflection_activityId_fkey" FOREIGN KEY ("activityId") REFERENCES "Activity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Reflection" ADD CONSTRAINT "Reflection_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PointEntry" ADD CONSTRAINT "PointEntry_unitId_fkey" FOREIGN KEY ("unitId") REFERENCES "Unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PointEntry" ADD CONSTRAINT "PointEntry_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PointEntry" ADD CONSTRAINT "PointEntry_reversesId_fkey" FOREIGN KEY ("reversesId") REFERENCES "PointEntry"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Draft" ADD CONSTRAINT "Draft_unitId_fkey" FOREIGN KEY ("unitId") REFERENCES "Unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DraftSource" ADD CONSTRAINT "DraftSource_draftId_fkey" FOREIGN KEY ("draftId") REFERENCES "Draft"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Clause" ADD CONSTRAINT "Clause_draftId_fkey" FOREIGN KEY ("draftId") REFERENCES "Draft"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LlmCall" ADD CONSTRAINT "LlmCall_draftId_fkey" FOREIGN KEY ("draftId") REFERENCES "Draft"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Written by hand from here on: tables whose models are marked @append-only in schema.prisma.
-- A correction is a new row that reverses an old one, so that every figure can be traced to its origin.

CREATE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of "%" are never changed or removed; add one that corrects instead', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER "AuditEvent_append_only" BEFORE UPDATE OR DELETE ON "AuditEvent"
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER "AuditEvent_no_truncate" BEFORE TRUNCATE ON "AuditEvent"
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();

CREATE TRIGGER "SubmissionEvent_append_only" BEFORE UPDATE OR DELETE ON "SubmissionEvent"
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER "SubmissionEvent_no_truncate" BEFORE TRUNCATE ON "SubmissionEvent"
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();

CREATE TRIGGER "RollChange_append_only" BEFORE UPDATE OR DELETE ON "RollChange"
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER "RollChange_no_truncate" BEFORE TRUNCATE ON "RollChange"
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();

CREATE TRIGGER "PointEntry_append_only" BEFORE UPDATE OR DELETE ON "PointEntry"
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER "PointEntry_no_truncate" BEFORE TRUNCATE ON "PointEntry"
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();

-- What is still to be done is a small part of these tables; these indexes hold only that part.
CREATE INDEX "InboxMessage_open" ON "InboxMessage" (conversation, id) WHERE state = 'pending';
CREATE INDEX "OutboxMessage_open" ON "OutboxMessage" (conversation, id) WHERE state IN ('due', 'claimed', 'sending');
CREATE INDEX "RoomMessage_edited" ON "RoomMessage" (room, "editedAt") WHERE "editedAt" IS NOT NULL;
