import { generateKeyPairSync } from 'node:crypto';

/** A throw-away App key. */
export function privateKey(): string {
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
