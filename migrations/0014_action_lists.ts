/** Lists of 100,000 actions, and requests for new actions that may be repeated. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE actions
      -- Names the request that made it: repeated, that request makes no second.
      ADD COLUMN creation_key text;
    CREATE UNIQUE INDEX actions_creation_key ON actions (project_id, creation_key) WHERE creation_key IS NOT NULL;

    -- One index a sorting, each in the order of its pages; archived actions are in no list.
    CREATE INDEX actions_listed_updated ON actions (project_id, updated_at, id) WHERE archived_at IS NULL;
    CREATE INDEX actions_listed_created ON actions (project_id, created_at, id) WHERE archived_at IS NULL;
    CREATE INDEX actions_listed_title ON actions (project_id, lower(title), id) WHERE archived_at IS NULL;
    CREATE INDEX actions_listed_status ON actions (project_id, status, updated_at, id) WHERE archived_at IS NULL;
    DROP INDEX actions_updated;
    DROP INDEX actions_status;
    -- As store/action-views.ts sorts by priority.
    CREATE INDEX actions_listed_priority ON actions (project_id, (coalesce(array_position(ARRAY['low', 'medium', 'high', 'urgent'], priority), 0)), id)
      WHERE archived_at IS NULL;
    CREATE INDEX actions_tags ON actions USING gin (tags);
    CREATE INDEX actions_assignees ON actions USING gin (assignees);
    CREATE INDEX actions_archived ON actions (project_id, updated_at, id) WHERE archived_reason = 'person';

    -- Finds words within titles and descriptions. The extension is part of PostgreSQL and may be added by
    -- a database's owner; where it is not there, the search reads every row.
    DO $$
    BEGIN
      CREATE EXTENSION IF NOT EXISTS pg_trgm;
      CREATE INDEX actions_words ON actions USING gin (title gin_trgm_ops, description gin_trgm_ops);
    EXCEPTION WHEN undefined_file OR insufficient_privilege OR feature_not_supported THEN
      RAISE NOTICE 'without pg_trgm a search reads every action: %', SQLERRM;
    END $$;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP INDEX IF EXISTS actions_words;
    DROP INDEX actions_archived, actions_tags, actions_assignees, actions_listed_priority, actions_listed_status, actions_listed_title, actions_listed_created, actions_listed_updated;
    CREATE INDEX actions_updated ON actions (project_id, updated_at DESC, id DESC);
    CREATE INDEX actions_status ON actions (project_id, status);
    DROP INDEX actions_creation_key;
    ALTER TABLE actions DROP COLUMN creation_key;
  `);
}
