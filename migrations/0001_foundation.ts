/**
 * The first tables. Keyed on GitHub's numeric ids, never on names. Tables that grow (deliveries,
 * action_events, github_sync_logs) are partitioned by week; store/partitions.ts makes the weeks.
 * Every row carries its project or installation id, so that Citus can distribute by it.
 */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE installations (
      id                   bigint PRIMARY KEY,
      account_id           bigint NOT NULL,
      account_login        text NOT NULL,
      account_type         text NOT NULL,
      repository_selection text NOT NULL DEFAULT 'selected',
      permissions          jsonb NOT NULL DEFAULT '{}',
      state                text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended', 'deleted')),
      created_at           timestamptz NOT NULL DEFAULT now(),
      updated_at           timestamptz NOT NULL DEFAULT now()
    );

    CREATE TABLE repositories (
      id              bigint PRIMARY KEY,
      installation_id bigint NOT NULL REFERENCES installations (id),
      node_id         text NOT NULL,
      owner           text NOT NULL,
      name            text NOT NULL,
      private         boolean NOT NULL DEFAULT false,
      archived        boolean NOT NULL DEFAULT false,
      state           text NOT NULL DEFAULT 'accessible' CHECK (state IN ('accessible', 'removed', 'deleted')),
      created_at      timestamptz NOT NULL DEFAULT now(),
      updated_at      timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX repositories_installation ON repositories (installation_id);
    CREATE INDEX repositories_full_name ON repositories (lower(owner), lower(name));

    CREATE TABLE projects (
      id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      name       text NOT NULL CHECK (name <> ''),
      statuses   jsonb NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now()
    );

    CREATE TABLE github_integrations (
      id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      project_id   bigint NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
      settings     jsonb NOT NULL DEFAULT '{}',
      state        text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused')),
      state_reason text,
      created_at   timestamptz NOT NULL DEFAULT now(),
      updated_at   timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX github_integrations_project ON github_integrations (project_id);

    CREATE TABLE github_integration_repositories (
      integration_id bigint NOT NULL REFERENCES github_integrations (id) ON DELETE CASCADE,
      project_id     bigint NOT NULL,
      repository_id  bigint NOT NULL REFERENCES repositories (id),
      backfill_state text NOT NULL DEFAULT 'waiting' CHECK (backfill_state IN ('waiting', 'pulling', 'live', 'failed')),
      cursor         text,
      pulled         integer NOT NULL DEFAULT 0,
      total          integer,
      error          text,
      started_at     timestamptz,
      finished_at    timestamptz,
      PRIMARY KEY (integration_id, repository_id),
      UNIQUE (project_id, repository_id)
    );
    CREATE INDEX github_integration_repositories_repository ON github_integration_repositories (repository_id);

    CREATE TABLE actions (
      id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      project_id    bigint NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
      title         text NOT NULL,
      description   text NOT NULL DEFAULT '',
      status        text NOT NULL,
      priority      text,
      category      text,
      tags          text[] NOT NULL DEFAULT '{}',
      assignees     text[] NOT NULL DEFAULT '{}',
      milestone     text,
      due_date      date,
      issue_type    text,
      custom_fields jsonb NOT NULL DEFAULT '{}',
      version       integer NOT NULL DEFAULT 1,
      archived_at   timestamptz,
      created_at    timestamptz NOT NULL DEFAULT now(),
      updated_at    timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX actions_updated ON actions (project_id, updated_at DESC, id DESC);
    CREATE INDEX actions_status ON actions (project_id, status);

    CREATE TABLE github_issue_mappings (
      id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      project_id       bigint NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
      integration_id   bigint REFERENCES github_integrations (id) ON DELETE SET NULL,
      repository_id    bigint NOT NULL REFERENCES repositories (id),
      issue_id         bigint NOT NULL,
      issue_node_id    text NOT NULL,
      issue_number     integer NOT NULL,
      issue_url        text NOT NULL,
      issue_state      text NOT NULL,
      issue_reason     text,
      issue_locked     boolean NOT NULL DEFAULT false,
      -- GitHub's clock: what we have seen of the issue is at least as new as this.
      issue_updated_at timestamptz NOT NULL,
      action_id        bigint NOT NULL REFERENCES actions (id) ON DELETE CASCADE,
      base             jsonb NOT NULL,
      -- What a push was about to write when it last called GitHub; it may or may not have taken effect.
      pushing          jsonb,
      -- What GitHub dropped when asked to write it; not asked again until the action changes.
      refused          jsonb,
      -- Counts what was applied from GitHub: a read is authoritative if this stood still meanwhile.
      seen             bigint NOT NULL DEFAULT 1,
      state            text NOT NULL DEFAULT 'live' CHECK (state IN ('live', 'detached', 'parked')),
      pending          boolean NOT NULL DEFAULT false,
      error            text,
      synced_at        timestamptz NOT NULL DEFAULT now(),
      created_at       timestamptz NOT NULL DEFAULT now(),
      UNIQUE (project_id, issue_id),
      UNIQUE (action_id)
    );
    CREATE INDEX github_issue_mappings_issue ON github_issue_mappings (issue_id);
    CREATE INDEX github_issue_mappings_repository ON github_issue_mappings (repository_id, issue_number);

    -- Issues that are gone for good: an event that comes late must not bring their action to life.
    CREATE TABLE issue_tombstones (
      issue_id      bigint PRIMARY KEY,
      repository_id bigint NOT NULL,
      reason        text NOT NULL CHECK (reason IN ('deleted', 'transferred', 'discussion')),
      at            timestamptz NOT NULL DEFAULT now()
    );

    CREATE TABLE action_events (
      id            bigint GENERATED ALWAYS AS IDENTITY,
      project_id    bigint NOT NULL,
      action_id     bigint NOT NULL,
      at            timestamptz NOT NULL DEFAULT now(),
      version       integer NOT NULL,
      kind          text NOT NULL CHECK (kind IN ('created', 'changed', 'lost', 'archived', 'detached')),
      side          text NOT NULL CHECK (side IN ('github', 'lockstep')),
      actor         text,
      changes       jsonb NOT NULL,
      delivery_guid text,
      PRIMARY KEY (at, id)
    ) PARTITION BY RANGE (at);
    CREATE TABLE action_events_default PARTITION OF action_events DEFAULT;
    CREATE INDEX action_events_action ON action_events (action_id, id);
    CREATE INDEX action_events_project ON action_events (project_id, id);

    CREATE TABLE github_sync_logs (
      id             bigint GENERATED ALWAYS AS IDENTITY,
      at             timestamptz NOT NULL DEFAULT now(),
      project_id     bigint NOT NULL,
      integration_id bigint,
      repository_id  bigint NOT NULL,
      mapping_id     bigint,
      action_id      bigint,
      issue_number   integer,
      direction      text NOT NULL CHECK (direction IN ('pull', 'push')),
      trigger        text NOT NULL,
      outcome        text NOT NULL,
      changes        jsonb,
      delivery_guid  text,
      -- From the receipt of the delivery (pull) or the edit (push) to the commit, by the database's clock.
      latency_ms     integer,
      duration_ms    integer NOT NULL,
      error          text,
      PRIMARY KEY (at, id)
    ) PARTITION BY RANGE (at);
    CREATE TABLE github_sync_logs_default PARTITION OF github_sync_logs DEFAULT;
    CREATE INDEX github_sync_logs_project ON github_sync_logs (project_id, id);
    CREATE INDEX github_sync_logs_mapping ON github_sync_logs (mapping_id, id);

    -- GUIDs stand apart from the partitioned bodies: a unique index across partitions cannot be.
    CREATE TABLE delivery_guids (
      guid        text PRIMARY KEY,
      received_at timestamptz NOT NULL
    );
    CREATE INDEX delivery_guids_received ON delivery_guids (received_at);

    CREATE TABLE deliveries (
      guid            text NOT NULL,
      received_at     timestamptz NOT NULL,
      event           text NOT NULL,
      action          text,
      installation_id bigint,
      repository_id   bigint,
      state           text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'processed', 'ignored', 'parked')),
      outcome         text,
      error           text,
      attempts        integer NOT NULL DEFAULT 0,
      finished_at     timestamptz,
      -- zstd of the bytes as they came.
      body            bytea NOT NULL,
      PRIMARY KEY (received_at, guid)
    ) PARTITION BY RANGE (received_at);
    CREATE TABLE deliveries_default PARTITION OF deliveries DEFAULT;
    CREATE INDEX deliveries_unfinished ON deliveries (state, received_at) WHERE state IN ('queued', 'parked');
    -- zstd has compressed already: let PostgreSQL not try again.
    ALTER TABLE deliveries ALTER COLUMN body SET STORAGE EXTERNAL;

    -- Names live updates in the order of their commits, so that a page that reconnects can say what it has.
    CREATE SEQUENCE live_notice_id;

    -- Until when GitHub wants no call of an owner: 'installation:ID', 'app'.
    CREATE TABLE api_budgets (
      owner         text PRIMARY KEY,
      blocked_until timestamptz NOT NULL,
      updated_at    timestamptz NOT NULL DEFAULT now()
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP SEQUENCE live_notice_id;
    DROP TABLE api_budgets, issue_tombstones, deliveries, delivery_guids, github_sync_logs, action_events,
      github_issue_mappings, actions, github_integration_repositories, github_integrations,
      projects, repositories, installations
  `);
}
