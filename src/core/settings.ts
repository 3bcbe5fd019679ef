import { checkSettings } from './settings/check.ts';
import { resolveSettings } from './settings/resolve.ts';
import { settingsInput } from './settings/schema.ts';
import type { IntegrationSettings } from './settings/resolve.ts';
import type { SettingsProblem } from './settings/problem.ts';

export type { SettingsProblem } from './settings/problem.ts';
export type { IntegrationSettings } from './settings/resolve.ts';
export { settingsInput } from './settings/schema.ts';
export type { ConflictPolicy, CustomMapping, Direction, ParsedInput, SettingsInput, StatusCategory } from './settings/schema.ts';

export type ParsedSettings = { ok: true; settings: IntegrationSettings } | { ok: false; problems: SettingsProblem[] };

/**
 * Reads the settings of an integration: shapes first, then what holds between fields (keys that
 * do not exist, two mappings that claim one label, ...). Every problem is named, not the first only.
 */
export function parseSettings(input: unknown): ParsedSettings {
  const parsed = settingsInput.safeParse(input);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
    return { ok: false, problems };
  }
  const settings = resolveSettings(parsed.data);
  const problems = checkSettings(settings);
  return problems.length === 0 ? { ok: true, settings } : { ok: false, problems };
}

/** The settings of an integration that nobody configured. */
export function defaultSettings(): IntegrationSettings {
  return resolveSettings(settingsInput.parse({}));
}
