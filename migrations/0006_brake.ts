/** The brake: what a rule or a settings change would write to many issues waits for a person. Pulls can be paused and cancelled. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE github_integrations
      -- Issues a rule may write to within an hour before a person is asked.
      ADD COLUMN brake_limit integer NOT NULL DEFAULT 100 CHECK (brake_limit > 0),
      -- Set while the brake is on.
      ADD COLUMN braked_at timestamptz;
    ALTER TABLE github_issue_mappings
      -- A write that no person's edit asked for: it waits while the brake is on.
      ADD COLUMN braked boolean NOT NULL DEFAULT false,
      -- When such a write was last let through, by the database's clock.
      ADD COLUMN released_at timestamptz;
    ALTER TABLE github_integration_repositories
      DROP CONSTRAINT github_integration_repositories_backfill_state_check,
      ADD CONSTRAINT github_integration_repositories_backfill_state_check
        CHECK (backfill_state IN ('waiting', 'pulling', 'live', 'failed', 'paused', 'cancelled')),
      -- Issues that could not be read; the sync log says which and why.
      ADD COLUMN unreadable integer NOT NULL DEFAULT 0;
    CREATE INDEX github_issue_mappings_released ON github_issue_mappings (integration_id, released_at) WHERE released_at IS NOT NULL;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    UPDATE github_integration_repositories SET backfill_state = 'failed' WHERE backfill_state IN ('paused', 'cancelled');
    ALTER TABLE github_integration_repositories
      DROP COLUMN unreadable,
      DROP CONSTRAINT github_integration_repositories_backfill_state_check,
      ADD CONSTRAINT github_integration_repositories_backfill_state_check CHECK (backfill_state IN ('waiting', 'pulling', 'live', 'failed'));
    ALTER TABLE github_issue_mappings DROP COLUMN braked, DROP COLUMN released_at;
    ALTER TABLE github_integrations DROP COLUMN brake_limit, DROP COLUMN braked_at;
  `);
}
