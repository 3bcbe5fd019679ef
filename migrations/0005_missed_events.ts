/** What finds events that never came: polls, the look into GitHub's delivery log, verifications. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Seconds between two polls of a repository.
    ALTER TABLE github_integrations ADD COLUMN poll_every integer NOT NULL DEFAULT 300 CHECK (poll_every BETWEEN 60 AND 86400);

    CREATE TABLE github_polls (
      integration_id bigint NOT NULL,
      repository_id  bigint NOT NULL,
      -- GitHub's clock: every change up to then has been read. NULL reads everything.
      since          timestamptz,
      -- The poll under way: it reads what changed from then on, and brings since up to then.
      window_from    timestamptz,
      window_to      timestamptz,
      cursor         text,
      -- Issues GitHub counted in the repository beyond those that are actions. Fewer than last time: one vanished.
      unsynced       integer NOT NULL DEFAULT 0,
      -- The search for vanished issues under way: mappings up to this id are done.
      sweep_after    bigint,
      -- The database's clock; says when the next poll is due and nothing else.
      polled_at      timestamptz,
      error          text,
      PRIMARY KEY (integration_id, repository_id),
      FOREIGN KEY (integration_id, repository_id) REFERENCES github_integration_repositories ON DELETE CASCADE
    );

    -- How far GitHub's delivery log was read; one row for its failures and one for all of it.
    CREATE TABLE delivery_log_looks (
      kind         text PRIMARY KEY CHECK (kind IN ('failure', 'all')),
      -- GitHub's clock: attempts up to then were compared with the inbox.
      looked_until timestamptz,
      -- The look under way: where it goes on, and what looked_until becomes at its end.
      cursor       text,
      newest       timestamptz,
      ended_at     timestamptz
    );

    -- Deliveries in GitHub's log that the inbox does not know.
    CREATE TABLE missed_deliveries (
      guid         text PRIMARY KEY,
      attempt_id   bigint NOT NULL,
      event        text NOT NULL,
      action       text,
      -- GitHub's clock.
      delivered_at timestamptz NOT NULL,
      -- How often, and when by the database's clock, GitHub was asked to deliver it again.
      asked        integer NOT NULL DEFAULT 0,
      asked_at     timestamptz
    );

    CREATE TABLE verifications (
      id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      project_id  bigint NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
      trigger     text NOT NULL CHECK (trigger IN ('command', 'nightly')),
      fix         boolean NOT NULL,
      state       text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done')),
      -- Mappings up to this id were compared.
      cursor      bigint NOT NULL DEFAULT 0,
      total       integer NOT NULL,
      mappings    integer NOT NULL DEFAULT 0,
      -- Mappings that owe nothing now: paused, out of reach, archived.
      skipped     integer NOT NULL DEFAULT 0,
      fields      bigint NOT NULL DEFAULT 0,
      differences integer,
      explained   integer,
      mended      integer,
      started_at  timestamptz NOT NULL DEFAULT now(),
      updated_at  timestamptz NOT NULL DEFAULT now(),
      finished_at timestamptz
    );
    CREATE INDEX verifications_project ON verifications (project_id, id);

    CREATE TABLE verification_findings (
      verification_id bigint NOT NULL REFERENCES verifications (id) ON DELETE CASCADE,
      project_id      bigint NOT NULL,
      repository_id   bigint NOT NULL,
      -- NULL for an issue without an action.
      mapping_id      bigint,
      issue_number    integer NOT NULL,
      field           text NOT NULL,
      kind            text NOT NULL CHECK (kind IN ('difference', 'explained', 'mended')),
      github          jsonb,
      lockstep        jsonb,
      reason          text
    );
    CREATE INDEX verification_findings_verification ON verification_findings (verification_id, mapping_id);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP TABLE verification_findings, verifications, missed_deliveries, delivery_log_looks, github_polls;
    ALTER TABLE github_integrations DROP COLUMN poll_every;
  `);
}
