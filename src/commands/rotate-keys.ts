import type { Command } from 'commander';
import { writeAudit } from '../store/audit.ts';
import { rotateSealed, type Rotation } from '../store/sealed-columns.ts';
import { createVault } from '../store/vault.ts';
import { loadVaultKeys } from '../store/vault-keys.ts';
import { print, withWorkbench } from './command.ts';

export function registerRotateKeys(program: Command): void {
  program
    .command('rotate-keys')
    .description('seal every stored token and secret anew with the first of TOKEN_ENCRYPTION_KEYS; the service may run meanwhile, and a rotation that was broken off goes on')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) =>
      withWorkbench(async ({ config, db }) => {
        const vault = createVault(await loadVaultKeys({ given: config.tokenEncryptionKeys, dataDir: config.dataDir }));
        const show = (rotation: Rotation): void => {
          if (!json && process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${rotation.done} of ${rotation.total} sealed anew`);
        };
        const rotation = await rotateSealed(db, vault, show);
        if (!json && process.stderr.isTTY) process.stderr.write('\n');
        await writeAudit(db, { actor: { kind: 'operator' }, event: 'keys.rotated', detail: { keyId: vault.keyId, ...rotation } });
        print({ keyId: vault.keyId, ...rotation }, json, summary(vault.keyId, rotation));
        if (rotation.unreadable > 0) process.exitCode = 1;
      }));
}

function summary(keyId: string, { done, unreadable }: Rotation): string[] {
  const sealed = `${done - unreadable} records are sealed anew with key ${keyId}; keys after the first may go now.`;
  if (unreadable === 0) return [sealed];
  return [
    `${done - unreadable} records are sealed anew with key ${keyId}.`,
    `${unreadable} records open with none of the given keys: add the key they were sealed with and run this again, or let their owners sign in again.`,
  ];
}
