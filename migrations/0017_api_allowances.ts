/** What is left of GitHub's allowances, and how far ahead calls are booked: known to every process. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE api_allowances (
      owner     text NOT NULL,
      -- As GitHub names it: core, graphql.
      resource  text NOT NULL,
      allowance integer NOT NULL,
      remaining integer NOT NULL,
      -- By the database's clock: so many seconds from GitHub's answer as lay between its Date and its reset.
      resets_at timestamptz NOT NULL,
      noted_at  timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (owner, resource)
    );
    -- Calls of a kind are booked one interval after another, up to then.
    CREATE TABLE api_spacings (
      owner        text NOT NULL,
      kind         text NOT NULL,
      booked_until timestamptz NOT NULL,
      PRIMARY KEY (owner, kind)
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE api_spacings, api_allowances');
}
