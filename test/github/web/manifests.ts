import { z } from 'zod';
import { HEX, randomText } from '../state/random.ts';
import type { GitHubState } from '../state/state.ts';

const HOUR = 3_600_000;

/** The App manifest as GitHub documents it; unknown keys are left alone. */
export const manifestSchema = z.looseObject({
  name: z.string().optional(),
  url: z.string(),
  redirect_url: z.string().optional(),
  callback_urls: z.array(z.string()).optional(),
  setup_url: z.string().optional(),
  hook_attributes: z.looseObject({ url: z.string(), active: z.boolean().optional() }).optional(),
  default_permissions: z.record(z.string(), z.enum(['read', 'write', 'admin'])).optional(),
  default_events: z.array(z.string()).optional(),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** Manifests that a person has confirmed, by the code that trades them for credentials. */
export interface ManifestStore {
  confirm(manifest: Manifest): string;
  /** The manifest of a code, once and within the hour. */
  take(code: string): Manifest | null;
}

export function createManifestStore(state: GitHubState): ManifestStore {
  const confirmed = new Map<string, { manifest: Manifest; expiresAt: number }>();
  return {
    confirm(manifest) {
      const code = randomText(state.random('manifest'), 40, HEX);
      confirmed.set(code, { manifest, expiresAt: state.now() + HOUR });
      return code;
    },
    take(code) {
      const found = confirmed.get(code);
      confirmed.delete(code);
      return found !== undefined && found.expiresAt > state.now() ? found.manifest : null;
    },
  };
}
