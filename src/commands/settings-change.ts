/** What `lockstep settings` was told to change, as the service takes it. */
import type { IntegrationSwitches } from '../store/integrations.ts';
import type { Replacements } from '../sync/integration/keys.ts';
import type { SettingsChange } from '../sync/integration/update.ts';
import { CommandError } from './command.ts';

const SWITCHES: Record<keyof IntegrationSwitches, (value: unknown) => boolean> = {
  pollEvery: (value) => Number.isInteger(value) && (value as number) >= 60 && (value as number) <= 86_400,
  autoSync: (value) => typeof value === 'boolean',
  actAsMembers: (value) => typeof value === 'boolean',
  brakeLimit: (value) => Number.isInteger(value) && (value as number) > 0,
  brakeClosingLimit: (value) => Number.isInteger(value) && (value as number) > 0,
};

/** Puts `path=value` into settings or switches; a value that is no JSON is text. */
export function withPaths(settings: object, sets: readonly string[]): Pick<SettingsChange, 'settings' | 'switches'> {
  const changed = structuredClone(settings) as Record<string, unknown>;
  const switches: Record<string, unknown> = {};
  for (const one of sets) {
    const { path, value } = parse(one);
    const check = path in SWITCHES ? SWITCHES[path as keyof IntegrationSwitches] : undefined;
    if (check === undefined) put(changed, path.split('.'), value, one);
    else if (check(value)) switches[path] = value;
    else throw new CommandError(`${path} cannot be ${JSON.stringify(value)}: pollEvery takes 60 to 86400 seconds, brakeLimit and brakeClosingLimit a number above 0, the others true or false.`);
  }
  return { settings: changed, switches };
}

function parse(text: string): { path: string; value: unknown } {
  const at = text.indexOf('=');
  if (at < 1) throw new CommandError(`"${text}" is no path=value, as in mappings.title.direction=pull.`);
  const raw = text.slice(at + 1);
  try {
    return { path: text.slice(0, at), value: JSON.parse(raw) as unknown };
  } catch {
    return { path: text.slice(0, at), value: raw };
  }
}

function put(into: Record<string, unknown>, path: readonly string[], value: unknown, text: string): void {
  const [head = '', ...rest] = path;
  if (head === '' || head === '__proto__') throw new CommandError(`"${text}" names no setting.`);
  if (rest.length === 0) {
    into[head] = value;
    return;
  }
  const below = into[head];
  if (typeof below !== 'object' || below === null) into[head] = {};
  put(into[head] as Record<string, unknown>, rest, value, text);
}

/** @param texts as in `status:open=new`; nothing behind the = takes a priority or category away */
export function parseReplacements(texts: readonly string[]): Partial<Replacements> {
  const found: Replacements = { status: {}, priority: {}, category: {} };
  for (const text of texts) {
    const [, field, from, to] = /^(status|priority|category):(.+?)=(.*)$/.exec(text) ?? [];
    if (field === undefined || from === undefined || (field === 'status' && to === '')) throw new CommandError(`"${text}" is no replacement, as in status:open=new or priority:low=.`);
    found[field as 'priority'][from] = to === '' ? null : (to ?? null);
  }
  return found;
}
