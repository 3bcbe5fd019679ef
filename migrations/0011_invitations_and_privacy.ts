/** Invitations by link, how long things are kept, and the long tasks of privacy: what is disconnected, deleted, erased. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE invitations (
      id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      project_id bigint NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
      role       text NOT NULL CHECK (role IN ('lead', 'member', 'viewer')),
      -- SHA-256 of the code in the link, which only the inviter sees.
      code_hash  bytea NOT NULL UNIQUE,
      invited_by bigint REFERENCES users (id) ON DELETE SET NULL,
      -- How many people may come in by it, and how many did.
      max_uses   integer NOT NULL CHECK (max_uses BETWEEN 1 AND 100),
      uses       integer NOT NULL DEFAULT 0,
      created_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz NOT NULL,
      revoked_at timestamptz
    );
    CREATE INDEX invitations_project ON invitations (project_id);

    -- One row, the operator's: how long deliveries and the sync log are kept.
    CREATE TABLE retention (
      single          boolean PRIMARY KEY DEFAULT true CHECK (single),
      deliveries_days integer NOT NULL DEFAULT 30 CHECK (deliveries_days BETWEEN 7 AND 3650),
      sync_log_days   integer NOT NULL DEFAULT 30 CHECK (sync_log_days BETWEEN 7 AND 3650),
      updated_at      timestamptz NOT NULL DEFAULT now()
    );
    INSERT INTO retention DEFAULT VALUES;
    -- The leads' explicit choice: without one, the history of actions is kept for good (I5).
    ALTER TABLE projects ADD COLUMN history_days integer CHECK (history_days BETWEEN 30 AND 3650);

    CREATE TABLE privacy_tasks (
      id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      kind           text NOT NULL CHECK (kind IN ('disconnect', 'delete-project', 'erase-person')),
      -- Plain numbers, without references: the task outlives what it is about.
      project_id     bigint,
      integration_id bigint,
      user_id        bigint,
      -- What it needs to know until it ends; sealed, and empty from then on.
      subject_sealed text,
      state          text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed')),
      -- Where it goes on after a kill.
      step           text NOT NULL DEFAULT '',
      cursor         text NOT NULL DEFAULT '',
      done           bigint NOT NULL DEFAULT 0,
      total          bigint NOT NULL DEFAULT 0,
      -- What it removed or rewrote so far: a count by name.
      removed        jsonb NOT NULL DEFAULT '{}',
      error          text,
      created_at     timestamptz NOT NULL DEFAULT now(),
      updated_at     timestamptz NOT NULL DEFAULT now(),
      finished_at    timestamptz
    );
    CREATE INDEX privacy_tasks_open ON privacy_tasks (id) WHERE state IN ('waiting', 'running');
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE privacy_tasks, retention, invitations; ALTER TABLE projects DROP COLUMN history_days');
}
