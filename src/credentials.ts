/** Which credentials the service has: the environment's, else those that setup stored; one whole set, or none. */
import type { Config, GitHubCredentials } from './config.ts';
import { readAppCredentials } from './store/app-credentials.ts';
import type { Db } from './store/db.ts';
import { createVault, type Vault } from './store/vault.ts';
import { loadVaultKeys } from './store/vault-keys.ts';

export type FoundCredentials = GitHubCredentials | 'none' | 'unreadable';

export async function openVault(config: Pick<Config, 'tokenEncryptionKeys' | 'dataDir'>): Promise<Vault> {
  return createVault(await loadVaultKeys({ given: config.tokenEncryptionKeys, dataDir: config.dataDir }));
}

export async function findCredentials(config: Pick<Config, 'github'>, db: Db, vault: Vault): Promise<FoundCredentials> {
  if (config.github !== null) return config.github;
  const stored = await readAppCredentials(db, vault);
  if (typeof stored === 'string') return stored;
  const { appId, privateKey, webhookSecret, clientId, clientSecret } = stored;
  return { appId, privateKey, webhookSecrets: [webhookSecret], clientId, clientSecret };
}
