/** What failed by itself again and again is known by a mark of its own, and issues that could not be read are tried again. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE github_issue_mappings ADD COLUMN given_up boolean NOT NULL DEFAULT false;
    UPDATE github_issue_mappings SET given_up = true WHERE error LIKE 'Given up after many tries; it is tried again once an hour.%';

    -- Pushes of the last seconds before the update, in the form of before.
    UPDATE github_issue_mappings SET last_push = NULL WHERE last_push IS NOT NULL;

    -- Issues without an action that a pull or a poll left out, because nobody could read them then.
    CREATE TABLE unread_issues (
      integration_id bigint NOT NULL,
      project_id     bigint NOT NULL,
      repository_id  bigint NOT NULL,
      issue_number   integer NOT NULL,
      reason         text NOT NULL,
      tries          integer NOT NULL DEFAULT 0,
      next_at        timestamptz NOT NULL,
      PRIMARY KEY (integration_id, repository_id, issue_number),
      FOREIGN KEY (integration_id, repository_id) REFERENCES github_integration_repositories ON DELETE CASCADE
    );
    -- They are counted where they stand.
    ALTER TABLE github_integration_repositories DROP COLUMN unreadable;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE github_integration_repositories ADD COLUMN unreadable integer NOT NULL DEFAULT 0;
    DROP TABLE unread_issues;
    ALTER TABLE github_issue_mappings DROP COLUMN given_up;
  `);
}
