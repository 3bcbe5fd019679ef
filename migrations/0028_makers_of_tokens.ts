/** Projects' tokens name who made them, by the audit log; those of people who may no longer edit there end, as from now on whenever somebody leaves. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    UPDATE api_tokens t SET user_id = u.id
      FROM audit_log a LEFT JOIN api_tokens by ON a.actor_kind = 'token' AND by.id = a.actor_id
      JOIN users u ON u.id = CASE a.actor_kind WHEN 'person' THEN a.actor_id WHEN 'token' THEN by.user_id END
     WHERE t.kind = 'project' AND a.event = 'token.created' AND a.project_id = t.project_id AND a.detail ->> 'token' = t.id::text;
    UPDATE api_tokens t SET revoked_at = now()
     WHERE t.kind = 'project' AND t.user_id IS NOT NULL AND t.revoked_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM members m WHERE m.project_id = t.project_id AND m.user_id = t.user_id AND m.role <> 'viewer');
  `);
}

/** What has ended stays so. */
export async function down(knex: Knex): Promise<void> {
  await knex.raw(`UPDATE api_tokens SET user_id = NULL WHERE kind = 'project';`);
}
