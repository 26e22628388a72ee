-- Written by Ops only: messages that could not be processed, and what operators did with them.

-- A replay or a discard, written before its first letter is touched.
CREATE TABLE operations.dead_letter_runs (
    -- Also the number of the advisory lock that the run's connection holds while it lives: a lock that is free means a dead run.
    id integer GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL,
    -- What the operator asked for, and the newest letter at that moment: what fails again meanwhile is not taken a second time.
    criterion jsonb NOT NULL,
    newest_letter_id bigint NOT NULL,
    actor text NOT NULL,
    reason text,
    started_at timestamptz NOT NULL,
    matched integer NOT NULL,
    done integer NOT NULL DEFAULT 0,
    -- Letters that a dead run had left half-way and this one took up.
    taken_over integer NOT NULL DEFAULT 0,
    ended_at timestamptz,
    outcome text,
    CONSTRAINT dead_letter_runs_pkey PRIMARY KEY (id),
    CONSTRAINT dead_letter_runs_kind_known CHECK (kind IN ('replay', 'discard')),
    CONSTRAINT dead_letter_runs_outcome_known CHECK (outcome IN ('completed', 'stopped', 'died')),
    CONSTRAINT dead_letter_runs_outcome_iff_ended CHECK ((ended_at IS NULL) = (outcome IS NULL))
);

CREATE TABLE operations.dead_letters (
    id bigint GENERATED ALWAYS AS IDENTITY,
    -- SHA-256 over queue, properties, headers and body: recognises a message that the broker hands out a second time.
    fingerprint bytea NOT NULL,
    queue text NOT NULL,
    -- The work queue that a replay publishes to; null: it cannot be told.
    origin_queue text,
    message_type text,
    message_id text,
    -- Of the body, where it names them; they carry no personal data.
    organisation_id uuid,
    subject_id uuid,
    -- The message as it came.
    properties jsonb NOT NULL,
    headers jsonb NOT NULL,
    body bytea NOT NULL,
    -- Why it is here: fault (the consumer threw), skipped (no consumer for its type), delivery_limit and the like (the broker's word), unknown.
    cause text NOT NULL,
    exception_type text,
    exception_message text,
    stack_trace text,
    -- Exception type and first frame, or the cause: what operators look at together.
    group_key text NOT NULL,
    failed_at timestamptz NOT NULL,
    collected_at timestamptz NOT NULL,
    -- How often this message was replayed, over all its lives; and the letter that it was before.
    replay_count integer NOT NULL,
    replay_of bigint,
    status text NOT NULL DEFAULT 'waiting',
    status_at timestamptz NOT NULL,
    run_id integer,
    CONSTRAINT dead_letters_pkey PRIMARY KEY (id),
    CONSTRAINT dead_letters_collected_once UNIQUE (fingerprint),
    CONSTRAINT dead_letters_status_known CHECK (status IN ('waiting', 'replaying', 'replayed', 'discarded')),
    CONSTRAINT dead_letters_handled_by_a_run CHECK (status = 'waiting' OR run_id IS NOT NULL),
    CONSTRAINT dead_letters_of_a_run FOREIGN KEY (run_id) REFERENCES operations.dead_letter_runs (id)
);

CREATE INDEX dead_letters_by_status ON operations.dead_letters (status, id);
CREATE INDEX dead_letters_by_group ON operations.dead_letters (group_key);
CREATE INDEX dead_letters_by_run ON operations.dead_letters (run_id) WHERE run_id IS NOT NULL;
