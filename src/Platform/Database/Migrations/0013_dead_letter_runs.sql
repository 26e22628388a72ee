-- Runs that others can watch and stop, and whose result stays; letters that came from a file; what filters look at.

ALTER TABLE operations.dead_letter_runs
    -- How many letters a second at most; null: as fast as it goes.
    ADD COLUMN rate_per_second integer,
    -- Who wants it to end: the run looks at this before each window of letters.
    ADD COLUMN stop_requested_at timestamptz,
    ADD COLUMN stop_requested_by text,
    -- Why it ended before its end.
    ADD COLUMN problem text,
    -- Letters that no message can be made of: their numbers, and why.
    ADD COLUMN refused jsonb NOT NULL DEFAULT '[]',
    ADD CONSTRAINT dead_letter_runs_stop_is_somebodys CHECK ((stop_requested_at IS NULL) = (stop_requested_by IS NULL)),
    DROP CONSTRAINT dead_letter_runs_outcome_known,
    ADD CONSTRAINT dead_letter_runs_outcome_known CHECK (outcome IN ('completed', 'stopped', 'failed', 'died'));

-- A handful at any time; whoever starts a replay looks for those that died.
CREATE INDEX dead_letter_runs_unfinished ON operations.dead_letter_runs (id) WHERE ended_at IS NULL;

ALTER TABLE operations.dead_letters
    -- queue: the collector found it. file: an operator brought it back.
    ADD COLUMN source text NOT NULL DEFAULT 'queue',
    ADD CONSTRAINT dead_letters_source_known CHECK (source IN ('queue', 'file'));

-- Headers and stack move out of the row, and nothing else does: a look over all letters for a group or a word reads narrow rows.
ALTER TABLE operations.dead_letters SET (toast_tuple_target = 1024);

CREATE INDEX dead_letters_by_organisation ON operations.dead_letters (organisation_id, id);
CREATE INDEX dead_letters_by_subject ON operations.dead_letters (subject_id);
CREATE INDEX dead_letters_by_failure_time ON operations.dead_letters (failed_at);
-- A letter's later life.
CREATE INDEX dead_letters_by_earlier_life ON operations.dead_letters (replay_of) WHERE replay_of IS NOT NULL;
