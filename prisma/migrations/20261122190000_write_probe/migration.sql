-- One row that /readyz writes: only a commit shows that an acknowledgement could be kept.
CREATE TABLE "WriteProbe" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "WriteProbe_pkey" PRIMARY KEY ("id")
);

INSERT INTO "WriteProbe" ("id", "at") VALUES (1, now());
