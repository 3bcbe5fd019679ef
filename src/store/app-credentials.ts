/** The App's credentials where setup made the App: one row, sealed. */
import type { Queryable } from './db.ts';
import { row, run } from './db.ts';
import { VaultError, type Vault } from './vault.ts';

export interface AppCredentials {
  appId: number;
  slug: string;
  htmlUrl: string;
  clientId: string;
  clientSecret: string;
  webhookSecret: string;
  /** PEM. */
  privateKey: string;
}

const placeOf = (column: string) => ({ table: 'app_credentials', row: 1, column });

/** Stores the credentials over whatever was there. */
export async function storeAppCredentials(db: Queryable, vault: Vault, app: AppCredentials): Promise<void> {
  await run(
    db,
    `INSERT INTO app_credentials (id, app_id, slug, client_id, html_url, client_secret_sealed, webhook_secret_sealed, private_key_sealed)
     VALUES (1, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET app_id = excluded.app_id, slug = excluded.slug, client_id = excluded.client_id, html_url = excluded.html_url,
       client_secret_sealed = excluded.client_secret_sealed, webhook_secret_sealed = excluded.webhook_secret_sealed,
       private_key_sealed = excluded.private_key_sealed, created_at = now()`,
    [app.appId, app.slug, app.clientId, app.htmlUrl, vault.seal(app.clientSecret, placeOf('client_secret_sealed')),
      vault.seal(app.webhookSecret, placeOf('webhook_secret_sealed')), vault.seal(app.privateKey, placeOf('private_key_sealed'))],
  );
}

/** @returns `none`, or `unreadable` where the key they were sealed with is not given */
export async function readAppCredentials(db: Queryable, vault: Vault): Promise<AppCredentials | 'none' | 'unreadable'> {
  const found = await row<{ appId: number; slug: string; clientId: string; htmlUrl: string; clientSecret: string; webhookSecret: string; privateKey: string }>(
    db,
    `SELECT app_id AS "appId", slug, client_id AS "clientId", html_url AS "htmlUrl", client_secret_sealed AS "clientSecret",
            webhook_secret_sealed AS "webhookSecret", private_key_sealed AS "privateKey" FROM app_credentials`,
  );
  if (!found) return 'none';
  try {
    return {
      ...found,
      clientSecret: vault.open(found.clientSecret, placeOf('client_secret_sealed')),
      webhookSecret: vault.open(found.webhookSecret, placeOf('webhook_secret_sealed')),
      privateKey: vault.open(found.privateKey, placeOf('private_key_sealed')),
    };
  } catch (error) {
    if (error instanceof VaultError) return 'unreadable';
    throw error;
  }
}
