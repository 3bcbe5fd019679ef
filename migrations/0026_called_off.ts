/** Writes that wait for GitHub can be called off: the actions go back to what GitHub has, step by step. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE github_issue_mappings
      -- When, and by whose word (login), the write was called off; null again once what was given up stands in the history.
      ADD COLUMN called_off_at timestamptz,
      ADD COLUMN called_off_by text,
      -- Whether what people edited before is given up too, or only what no edit asked for.
      ADD COLUMN called_off_edits boolean NOT NULL DEFAULT false;
    CREATE INDEX github_issue_mappings_called_off ON github_issue_mappings (integration_id) WHERE called_off_at IS NOT NULL;

    -- Of how many writes the calling off is that is under way; 0: none is.
    ALTER TABLE github_integration_repositories ADD COLUMN called_off integer NOT NULL DEFAULT 0;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    -- What is still to be given up waits for a person's word again, behind the brake.
    UPDATE github_integrations i SET braked_at = now()
     WHERE braked_at IS NULL AND EXISTS (SELECT 1 FROM github_issue_mappings m WHERE m.integration_id = i.id AND m.braked AND m.called_off_at IS NOT NULL);
    ALTER TABLE github_integration_repositories DROP COLUMN called_off;
    DROP INDEX github_issue_mappings_called_off;
    ALTER TABLE github_issue_mappings DROP COLUMN called_off_at, DROP COLUMN called_off_by, DROP COLUMN called_off_edits;
  `);
}
