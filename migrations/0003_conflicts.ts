/** Conflicts that wait for a person, and what "newest wins" and lost races are judged by. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE conflicts (
      id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      project_id     bigint NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
      mapping_id     bigint NOT NULL REFERENCES github_issue_mappings (id) ON DELETE CASCADE,
      action_id      bigint NOT NULL REFERENCES actions (id) ON DELETE CASCADE,
      field          text NOT NULL,
      base           jsonb NOT NULL,
      github         jsonb NOT NULL,
      lockstep       jsonb NOT NULL,
      -- Who and when, on either side, as far as the side says.
      github_actor   text,
      github_at      timestamptz,
      lockstep_actor text,
      lockstep_at    timestamptz,
      opened_at      timestamptz NOT NULL DEFAULT now(),
      updated_at     timestamptz NOT NULL DEFAULT now(),
      resolved_at    timestamptz,
      resolved_by    text,
      -- github, lockstep, merged, or gone where both sides came to agree by themselves.
      resolution     text CHECK (resolution IN ('github', 'lockstep', 'merged', 'gone'))
    );
    CREATE UNIQUE INDEX conflicts_open ON conflicts (mapping_id, field) WHERE resolved_at IS NULL;
    CREATE INDEX conflicts_project ON conflicts (project_id, opened_at) WHERE resolved_at IS NULL;

    ALTER TABLE github_issue_mappings
      -- Field -> {at, by} of the newest edit here that GitHub has not got yet.
      ADD COLUMN edited jsonb NOT NULL DEFAULT '{}',
      -- Title and body as they were read before the last push, and what it wrote: to tell what a race overwrote.
      ADD COLUMN last_push jsonb;

    ALTER TABLE actions
      -- Why it is archived: 'filter' comes back by itself, 'person' does not.
      ADD COLUMN archived_reason text CHECK (archived_reason IN ('filter', 'person'));

    ALTER TABLE action_events DROP CONSTRAINT action_events_kind_check;
    ALTER TABLE action_events ADD CONSTRAINT action_events_kind_check
      CHECK (kind IN ('created', 'changed', 'lost', 'archived', 'unarchived', 'detached', 'restored', 'resolved'));

    -- One row: how far GitHub's clock and the database's were apart when last measured.
    CREATE TABLE clock_skew (
      single      boolean PRIMARY KEY DEFAULT true CHECK (single),
      skew_ms     integer NOT NULL,
      measured_at timestamptz NOT NULL DEFAULT now()
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP TABLE clock_skew;
    DELETE FROM action_events WHERE kind IN ('unarchived', 'restored', 'resolved');
    ALTER TABLE action_events DROP CONSTRAINT action_events_kind_check;
    ALTER TABLE action_events ADD CONSTRAINT action_events_kind_check CHECK (kind IN ('created', 'changed', 'lost', 'archived', 'detached'));
    ALTER TABLE actions DROP COLUMN archived_reason;
    ALTER TABLE github_issue_mappings DROP COLUMN edited, DROP COLUMN last_push;
    DROP TABLE conflicts;
  `);
}
