/** Setup mode: the one-time code, and the moment when an App is connected, by whichever process. */
import type { Logger } from 'pino';
import { newSetupCode } from './http/setup/code.ts';
import { readAppCredentials } from './store/app-credentials.ts';
import type { Db } from './store/db.ts';
import type { Vault } from './store/vault.ts';

export interface Setup {
  /** For the terminal, and for nowhere else. */
  code: string;
  /** Credentials are stored, but the key they were sealed with is not given. */
  unreadable: boolean;
  /** Resolves once usable credentials are stored; never where the service stops before. */
  connected: Promise<void>;
  close(): void;
}

/** The service that setup was done on looks as often as the ones beside it. */
const LOOK_MS = 1000;

export function waitForSetup(db: Db, vault: Vault, unreadable: boolean, log: Logger): Setup {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = async (): Promise<void> => {
    if (typeof (await readAppCredentials(db, vault)) !== 'string') resolve();
  };
  const timer = setInterval(() => void look().catch((err: unknown) => log.warn({ err }, 'setup could not be looked for')), LOOK_MS);
  return { code: newSetupCode(), unreadable, connected: promise, close: () => clearInterval(timer) };
}
