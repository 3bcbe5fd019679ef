/**
 * The brake asks earlier where issues would be closed or lose labels; creations and closings remember
 * whose they are; and the names of labels and milestones are known by GitHub's ids, to follow renames.
 */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE github_integrations
      -- Issues a rule may close or take labels off within an hour before a person is asked.
      ADD COLUMN brake_closing_limit integer NOT NULL DEFAULT 25 CHECK (brake_closing_limit > 0),
      -- Of the writes that a person let through beforehand, those that close or take labels off.
      ADD COLUMN brake_allowed_closing integer NOT NULL DEFAULT 0;
    -- Until now it was a quarter.
    UPDATE github_integrations SET brake_closing_limit = ceil(brake_limit / 4.0);
    ALTER TABLE settings_confirmations ADD COLUMN closing integer NOT NULL DEFAULT 0;

    ALTER TABLE github_issue_mappings
      -- What the rule's write takes away, while it waits and for the hour it counts.
      ADD COLUMN braked_loss text CHECK (braked_loss IN ('closing', 'unlabelling')),
      -- Login of who deleted the action, in whose name its issue may be closed.
      ADD COLUMN closing_by text;

    -- Login of the person who asked for the issue, in whose name it may be created.
    ALTER TABLE issue_creations ADD COLUMN asked_by text;

    -- Labels and milestones of linked repositories as last seen: an id whose name changed was renamed.
    CREATE TABLE repository_names (
      repository_id bigint NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
      kind          text NOT NULL CHECK (kind IN ('label', 'milestone')),
      node_id       text NOT NULL,
      name          text NOT NULL,
      PRIMARY KEY (repository_id, kind, node_id)
    );
    -- Names that an integration's settings hold and that are gone from a repository of it.
    CREATE TABLE missing_names (
      integration_id bigint NOT NULL,
      repository_id  bigint NOT NULL,
      project_id     bigint NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
      kind           text NOT NULL CHECK (kind IN ('label', 'milestone')),
      name           text NOT NULL,
      -- What rests on it and the mend, as people read it.
      sentence       text NOT NULL,
      since          timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (integration_id, repository_id, kind, name),
      FOREIGN KEY (integration_id, repository_id) REFERENCES github_integration_repositories ON DELETE CASCADE
    );
    CREATE INDEX missing_names_project ON missing_names (project_id);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP TABLE missing_names, repository_names;
    ALTER TABLE issue_creations DROP COLUMN asked_by;
    ALTER TABLE github_issue_mappings DROP COLUMN braked_loss, DROP COLUMN closing_by;
    ALTER TABLE settings_confirmations DROP COLUMN closing;
    ALTER TABLE github_integrations DROP COLUMN brake_closing_limit, DROP COLUMN brake_allowed_closing;
  `);
}
