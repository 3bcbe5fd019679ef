/** What leads are told of, by which way, and where else it is sent. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE alerts (
      id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      project_id    bigint NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
      repository_id bigint,
      kind          text NOT NULL,
      -- What it is about: the same thing again moves this row, and makes no second one.
      key           text NOT NULL,
      -- How many of it there are, where it counts something.
      count         integer NOT NULL DEFAULT 1,
      detail        text,
      raised_at     timestamptz NOT NULL DEFAULT now(),
      -- When it ceased to be so.
      closed_at     timestamptz,
      -- When people and other systems were last told.
      notified_at   timestamptz,
      UNIQUE (project_id, key)
    );
    CREATE INDEX alerts_project ON alerts (project_id, raised_at DESC);

    CREATE TABLE alert_reads (
      alert_id bigint NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
      user_id  bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
      read_at  timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (alert_id, user_id)
    );

    CREATE TABLE alert_preferences (
      user_id      bigint PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
      -- A verified address of the person's own, as GitHub said; null: no e-mail.
      email        text,
      -- Kinds that are sent by e-mail.
      kinds        text[] NOT NULL,
      last_mail_at timestamptz
    );
    -- What the next e-mail to somebody will tell.
    CREATE TABLE alert_mails (
      user_id  bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
      alert_id bigint NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
      PRIMARY KEY (user_id, alert_id)
    );

    CREATE TABLE outgoing_webhooks (
      id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      project_id    bigint NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
      url           text NOT NULL,
      secret_sealed text NOT NULL DEFAULT '',
      kinds         text[] NOT NULL,
      active        boolean NOT NULL DEFAULT true,
      created_at    timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX outgoing_webhooks_project ON outgoing_webhooks (project_id);

    CREATE TABLE outgoing_deliveries (
      id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      project_id  bigint NOT NULL,
      webhook_id  bigint NOT NULL REFERENCES outgoing_webhooks (id) ON DELETE CASCADE,
      -- Stays the same over all tries, so that the receiver can tell them.
      message_id  uuid NOT NULL DEFAULT gen_random_uuid(),
      body        text NOT NULL,
      state       text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'parked')),
      attempts    integer NOT NULL DEFAULT 0,
      status      integer,
      error       text,
      created_at  timestamptz NOT NULL DEFAULT now(),
      finished_at timestamptz
    );
    CREATE INDEX outgoing_deliveries_webhook ON outgoing_deliveries (webhook_id, id DESC);
    CREATE INDEX outgoing_deliveries_queued ON outgoing_deliveries (id) WHERE state = 'queued';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE outgoing_deliveries, outgoing_webhooks, alert_mails, alert_preferences, alert_reads, alerts');
}
