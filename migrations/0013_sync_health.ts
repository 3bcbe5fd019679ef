/** What the pages about the running sync read: its log by time, by failure and by issue; verifications that a person asked for. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE INDEX github_sync_logs_time ON github_sync_logs (project_id, at);
    CREATE INDEX github_sync_logs_trouble ON github_sync_logs (project_id, id) WHERE outcome IN ('failed', 'dropped');
    CREATE INDEX github_sync_logs_issue ON github_sync_logs (project_id, issue_number, id);
    CREATE INDEX github_sync_logs_delivery ON github_sync_logs (delivery_guid) WHERE delivery_guid IS NOT NULL;
    CREATE INDEX conflicts_resolved ON conflicts (project_id, id) WHERE resolved_at IS NOT NULL;
    CREATE INDEX github_issue_mappings_trouble ON github_issue_mappings (project_id, id) WHERE error IS NOT NULL OR state = 'parked';

    -- The sync log summed up by two hours, for charts of weeks and months: of 1,000,000 rows some 14,000 a repository are left.
    CREATE TABLE github_sync_sums (
      project_id    bigint NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
      at            timestamptz NOT NULL,
      repository_id bigint NOT NULL,
      -- round(8 ln(latency in ms + 1)): latencies within 6 % of each other share one. -1 where there was none.
      mark          smallint NOT NULL,
      count         integer NOT NULL,
      pushes        integer NOT NULL,
      errors        integer NOT NULL,
      PRIMARY KEY (project_id, at, repository_id, mark)
    );
    -- One row: the log is summed up to then.
    CREATE TABLE github_sync_summed (
      single       boolean PRIMARY KEY DEFAULT true CHECK (single),
      summed_until timestamptz NOT NULL
    );
    INSERT INTO github_sync_summed (summed_until) VALUES ('epoch');

    ALTER TABLE verifications DROP CONSTRAINT verifications_trigger_check;
    ALTER TABLE verifications ADD CONSTRAINT verifications_trigger_check CHECK (trigger IN ('command', 'nightly', 'person'));
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    UPDATE verifications SET trigger = 'command' WHERE trigger = 'person';
    ALTER TABLE verifications DROP CONSTRAINT verifications_trigger_check;
    ALTER TABLE verifications ADD CONSTRAINT verifications_trigger_check CHECK (trigger IN ('command', 'nightly'));
    DROP TABLE github_sync_sums, github_sync_summed;
    DROP INDEX github_issue_mappings_trouble, conflicts_resolved, github_sync_logs_delivery, github_sync_logs_issue, github_sync_logs_trouble, github_sync_logs_time;
  `);
}
