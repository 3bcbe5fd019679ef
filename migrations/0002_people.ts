/**
 * People and what they may do. A person has an id of Lockstep's own: the audit log refers to it, and
 * once the person is erased it points at nothing. Columns that end in `_sealed` hold records of the
 * token vault (store/vault.ts) and nothing in clear.
 */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE users (
      id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      github_id    bigint NOT NULL UNIQUE,
      login        text NOT NULL,
      name         text,
      operator     boolean NOT NULL DEFAULT false,
      created_at   timestamptz NOT NULL DEFAULT now(),
      signed_in_at timestamptz
    );
    CREATE INDEX users_login ON users (lower(login));

    -- A sign-in under way. The PKCE verifier is not here: it follows from the browser's cookie.
    CREATE TABLE sign_ins (
      state_hash   bytea PRIMARY KEY,
      browser_hash bytea NOT NULL,
      return_to    text NOT NULL,
      expires_at   timestamptz NOT NULL
    );
    CREATE INDEX sign_ins_expires ON sign_ins (expires_at);

    CREATE TABLE sessions (
      id_hash    bytea PRIMARY KEY,
      -- Names the session to its owner; the id itself is only in the browser.
      handle     uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
      user_id    bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
      device     text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      seen_at    timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX sessions_user ON sessions (user_id);

    CREATE TABLE oauth_tokens (
      user_id            bigint PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
      access_sealed      text NOT NULL,
      refresh_sealed     text,
      -- Both null where the App's user tokens do not expire.
      access_expires_at  timestamptz,
      refresh_expires_at timestamptz,
      -- Grows with each pair of tokens: a writer names the pair it read.
      generation         bigint NOT NULL DEFAULT 1,
      -- 'lost': the tokens are of no use any more and the person must sign in again.
      state              text NOT NULL DEFAULT 'live' CHECK (state IN ('live', 'lost')),
      -- Who refreshes now, and until when that is believed.
      claimed_by         uuid,
      claimed_until      timestamptz,
      updated_at         timestamptz NOT NULL DEFAULT now()
    );

    CREATE TABLE members (
      project_id bigint NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
      user_id    bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
      role       text NOT NULL CHECK (role IN ('lead', 'member', 'viewer')),
      created_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (project_id, user_id)
    );
    CREATE INDEX members_user ON members (user_id);

    -- A lead's word that everybody in the project may see this private repository's actions.
    ALTER TABLE github_integration_repositories
      ADD COLUMN open_to_members boolean NOT NULL DEFAULT false,
      -- Whether it rests on a lead's own access on GitHub, and whose; without, on the operator's word.
      ADD COLUMN needs_access boolean NOT NULL DEFAULT false,
      ADD COLUMN linked_by bigint REFERENCES users (id) ON DELETE SET NULL,
      -- No lead can reach it on GitHub any more: it rests until one can.
      ADD COLUMN access_lost_at timestamptz;

    -- What GitHub last said a person may do in a repository; believed for a while only.
    CREATE TABLE repository_access (
      user_id       bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
      repository_id bigint NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
      level         text NOT NULL CHECK (level IN ('none', 'read', 'write')),
      checked_at    timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (user_id, repository_id)
    );
    CREATE INDEX repository_access_repository ON repository_access (repository_id);

    CREATE TABLE api_tokens (
      id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      kind         text NOT NULL CHECK (kind IN ('person', 'project', 'operator')),
      -- The person it acts as; for a project's token, who made it.
      user_id      bigint REFERENCES users (id) ON DELETE CASCADE,
      project_id   bigint REFERENCES projects (id) ON DELETE CASCADE,
      name         text NOT NULL,
      hash         bytea NOT NULL UNIQUE,
      -- The last characters, to recognise it by.
      hint         text NOT NULL,
      scopes       text[] NOT NULL,
      expires_at   timestamptz,
      last_used_at timestamptz,
      revoked_at   timestamptz,
      created_at   timestamptz NOT NULL DEFAULT now(),
      CHECK ((kind = 'project') = (project_id IS NOT NULL)),
      CHECK (kind = 'project' OR user_id IS NOT NULL)
    );
    CREATE INDEX api_tokens_user ON api_tokens (user_id);
    CREATE INDEX api_tokens_project ON api_tokens (project_id);

    -- The App's credentials where setup made the App; one row.
    CREATE TABLE app_credentials (
      id                    integer PRIMARY KEY CHECK (id = 1),
      app_id                bigint NOT NULL,
      slug                  text NOT NULL,
      client_id             text NOT NULL,
      html_url              text NOT NULL,
      client_secret_sealed  text NOT NULL,
      webhook_secret_sealed text NOT NULL,
      private_key_sealed    text NOT NULL,
      created_at            timestamptz NOT NULL DEFAULT now()
    );

    CREATE TABLE audit_log (
      id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      at         timestamptz NOT NULL DEFAULT now(),
      actor_kind text NOT NULL CHECK (actor_kind IN ('person', 'token', 'operator', 'system', 'nobody')),
      -- users.id or api_tokens.id, without a reference: a line outlives whom it names.
      actor_id   bigint,
      project_id bigint,
      event      text NOT NULL,
      outcome    text NOT NULL CHECK (outcome IN ('done', 'denied')),
      detail     jsonb NOT NULL DEFAULT '{}'
    );
    CREATE INDEX audit_log_project ON audit_log (project_id, id);
    CREATE INDEX audit_log_actor ON audit_log (actor_kind, actor_id, id);

    -- Lines are added and never changed. Only an erasure may empty the details of a line.
    CREATE FUNCTION audit_log_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' AND current_setting('lockstep.erasing', true) = 'on'
         AND (NEW.id, NEW.at, NEW.actor_kind, NEW.event, NEW.outcome) = (OLD.id, OLD.at, OLD.actor_kind, OLD.event, OLD.outcome)
         AND NEW.actor_id IS NOT DISTINCT FROM OLD.actor_id AND NEW.project_id IS NOT DISTINCT FROM OLD.project_id
         AND NEW.detail = '{"erased": true}' THEN
        RETURN NEW;
      END IF;
      RAISE EXCEPTION 'audit_log is append-only';
    END $$;
    CREATE TRIGGER audit_log_rows BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_log_append_only();
    CREATE TRIGGER audit_log_whole BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION audit_log_append_only();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP TABLE audit_log, app_credentials, api_tokens, repository_access, members, oauth_tokens, sessions, sign_ins;
    DROP FUNCTION audit_log_append_only();
    ALTER TABLE github_integration_repositories DROP COLUMN open_to_members, DROP COLUMN needs_access, DROP COLUMN linked_by, DROP COLUMN access_lost_at;
    DROP TABLE users;
  `);
}
