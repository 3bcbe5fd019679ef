/** Issues that are being created for actions, and what becomes of an issue when its action is deleted. */
import type { Knex } from 'knex';

const KINDS = ['created', 'changed', 'lost', 'archived', 'unarchived', 'detached', 'restored', 'resolved'];
const NEW_KINDS = ['deleted', 'linked', 'moved'];

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE issue_creations (
      action_id      bigint PRIMARY KEY REFERENCES actions (id) ON DELETE CASCADE,
      project_id     bigint NOT NULL,
      integration_id bigint NOT NULL REFERENCES github_integrations (id) ON DELETE CASCADE,
      repository_id  bigint NOT NULL REFERENCES repositories (id),
      -- sent: on its way to GitHub, outcome unknown until it is made or known not to have been.
      state          text NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'sent', 'made', 'refused', 'dropped')),
      attempts       integer NOT NULL DEFAULT 0,
      -- As it was sent, trimmed as GitHub does.
      title          text,
      -- Login GitHub shows as the author.
      author         text,
      -- How the new issue reads where GitHub takes everything.
      asked          jsonb,
      -- GitHub's clock just before it was sent.
      sent_at        timestamptz,
      -- Numbers of issues that may be this one and wait for the decision.
      held           integer[] NOT NULL DEFAULT '{}',
      issue_id       bigint,
      -- The sentence a person reads: why it waits, or what was decided.
      note           text,
      created_at     timestamptz NOT NULL DEFAULT now(),
      updated_at     timestamptz NOT NULL DEFAULT now()
    );
    -- One title at a time is undecided in a repository: what turns up under it can only be that one's.
    CREATE UNIQUE INDEX issue_creations_sent ON issue_creations (repository_id, md5(title)) WHERE state = 'sent';
    CREATE INDEX issue_creations_open ON issue_creations (repository_id) WHERE state IN ('planned', 'sent');

    ALTER TABLE github_issue_mappings
      -- The action was deleted and its issue is yet to be closed.
      ADD COLUMN closing boolean NOT NULL DEFAULT false;
    CREATE INDEX github_issue_mappings_closing ON github_issue_mappings (id) WHERE closing;

    ALTER TABLE repositories
      -- Whether the repository's issues are switched on.
      ADD COLUMN has_issues boolean NOT NULL DEFAULT true;

    ALTER TABLE actions DROP CONSTRAINT actions_archived_reason_check;
    ALTER TABLE actions ADD CONSTRAINT actions_archived_reason_check CHECK (archived_reason IN ('filter', 'person', 'deleted'));
  `);
  await setKinds(knex, [...KINDS, ...NEW_KINDS]);
}

export async function down(knex: Knex): Promise<void> {
  await knex('action_events').whereIn('kind', NEW_KINDS).delete();
  await setKinds(knex, KINDS);
  await knex.raw(`
    UPDATE actions SET archived_reason = 'person' WHERE archived_reason = 'deleted';
    ALTER TABLE actions DROP CONSTRAINT actions_archived_reason_check;
    ALTER TABLE actions ADD CONSTRAINT actions_archived_reason_check CHECK (archived_reason IN ('filter', 'person'));
    ALTER TABLE repositories DROP COLUMN has_issues;
    ALTER TABLE github_issue_mappings DROP COLUMN closing;
    DROP TABLE issue_creations;
  `);
}

async function setKinds(knex: Knex, kinds: readonly string[]): Promise<void> {
  await knex.raw('ALTER TABLE action_events DROP CONSTRAINT action_events_kind_check');
  await knex.raw(`ALTER TABLE action_events ADD CONSTRAINT action_events_kind_check CHECK (kind IN (${kinds.map((kind) => `'${kind}'`).join(', ')}))`);
}
