/** Settings that change under people's hands: versions, drafts, confirmations, previews. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE github_integrations
      -- Grows with each change; whoever writes names the one they read.
      ADD COLUMN version integer NOT NULL DEFAULT 1,
      -- Grows with what changes the meaning of issues: mappings read under an older one are read again.
      ADD COLUMN settings_version integer NOT NULL DEFAULT 1,
      -- Whether webhooks take effect at once; without, polls and manual syncs bring changes.
      ADD COLUMN auto_sync boolean NOT NULL DEFAULT true,
      -- Whether what a member edits is written with their own authorization on GitHub.
      ADD COLUMN act_as_members boolean NOT NULL DEFAULT false,
      -- Writes that a person let through beforehand, beyond the brake's limit, and until when.
      ADD COLUMN brake_allowed integer NOT NULL DEFAULT 0,
      ADD COLUMN brake_allowed_until timestamptz;

    ALTER TABLE github_issue_mappings
      -- The integration's settings_version that the base was read under.
      ADD COLUMN settings_version integer NOT NULL DEFAULT 1;

    CREATE TABLE integration_drafts (
      project_id bigint PRIMARY KEY REFERENCES projects (id) ON DELETE CASCADE,
      -- As the lead left it; not checked before it is used.
      draft      jsonb NOT NULL,
      updated_by bigint REFERENCES users (id) ON DELETE SET NULL,
      updated_at timestamptz NOT NULL DEFAULT now()
    );

    -- A change that would write to many issues and was shown to a person: this one and no other may be confirmed.
    CREATE TABLE settings_confirmations (
      project_id bigint PRIMARY KEY REFERENCES projects (id) ON DELETE CASCADE,
      token      uuid NOT NULL DEFAULT gen_random_uuid(),
      -- Of the change and of the version it was made against.
      digest     text NOT NULL,
      writes     integer NOT NULL,
      made_at    timestamptz NOT NULL DEFAULT now()
    );

    CREATE TABLE previews (
      id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      project_id   bigint NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
      settings     jsonb NOT NULL,
      repositories bigint[] NOT NULL,
      state        text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
      read         integer NOT NULL DEFAULT 0,
      total        integer,
      -- How far it is: another process goes on from there.
      progress     jsonb,
      result       jsonb,
      error        text,
      made_by      bigint REFERENCES users (id) ON DELETE SET NULL,
      made_at      timestamptz NOT NULL DEFAULT now(),
      finished_at  timestamptz
    );
    CREATE UNIQUE INDEX previews_open ON previews (project_id) WHERE state IN ('waiting', 'running');
    CREATE INDEX previews_project ON previews (project_id, id);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP TABLE previews, settings_confirmations, integration_drafts;
    ALTER TABLE github_issue_mappings DROP COLUMN settings_version;
    ALTER TABLE github_integrations DROP COLUMN version, DROP COLUMN settings_version, DROP COLUMN auto_sync, DROP COLUMN act_as_members,
      DROP COLUMN brake_allowed, DROP COLUMN brake_allowed_until;
  `);
}
