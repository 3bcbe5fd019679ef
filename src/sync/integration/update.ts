/**
 * Changes a project's integration. Checked as a whole, bound to the version it was read at, audited
 * with before and after. Who changes what is written to GitHub can reach what is linked at this moment
 * (I12), and what would write to many issues asks first.
 */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { parseSettings, settingsInput, type IntegrationSettings, type ParsedInput, type SettingsProblem } from '../../core/settings.ts';
import type { JsonValue } from '../../core/action.ts';
import type { Caller } from '../../core/policy.ts';
import { writeAudit } from '../../store/audit.ts';
import { allowWrites, askConfirmation, takeConfirmation } from '../../store/confirmations.ts';
import type { Queryable } from '../../store/db.ts';
import { lockIntegration, writeIntegration, writeStatuses, type IntegrationSwitches } from '../../store/integrations.ts';
import { announce } from '../../store/live.ts';
import { lockLinks } from '../../store/locks.ts';
import { ensureIntegration, findProject, linksOfProject, type Link } from '../../store/projects.ts';
import { lockHolders } from '../../store/replace-keys.ts';
import { loginOf } from '../../store/users.ts';
import { actorOf } from '../access/access.ts';
import { planBackfill } from '../link.ts';
import { forgetUnnamed } from '../names.ts';
import { asksFirst, impactOf, nothingOf, type Impact } from './impact.ts';
import { applyReplacements, keysInUse, NO_REPLACEMENTS, replacementsOf, type KeyInUse, type Replacements } from './keys.ts';
import { personOf, type IntegrationParts } from './parts.ts';
import { readIntegration, type IntegrationView } from './read.ts';
import { unreachable, writesUnder } from './unreachable.ts';

export interface SettingsChange {
  projectId: number;
  /** The version that was read; 0 for a draft. */
  expectedVersion: number;
  /** The whole of the settings; undefined leaves them. */
  settings?: object;
  switches?: { [K in keyof IntegrationSwitches]?: IntegrationSwitches[K] | undefined };
  /** What stands in place of keys that go. */
  replacements?: Partial<Replacements>;
  /** The token of an answer `confirm`, to let that very change through. */
  confirmation?: string;
}

export type UpdateOutcome =
  | { outcome: 'saved'; integration: IntegrationView }
  | { outcome: 'missing' }
  /** Changed since it was read; nothing was written. */
  | { outcome: 'stale'; integration: IntegrationView }
  | { outcome: 'invalid'; problems: SettingsProblem[] }
  /** Actions have keys that the settings no longer hold: name what stands in their place. */
  | { outcome: 'in use'; keys: KeyInUse[] }
  /** It would write to many issues: show the list, and call again with the token. */
  | { outcome: 'confirm'; confirmation: string; impact: Impact }
  | { outcome: 'refused'; reason: string };

/** Every problem of these settings, each with its path, without writing anything. */
export async function checkSettings(db: Queryable, projectId: number, settings: unknown): Promise<SettingsProblem[]> {
  const project = await findProject(db, projectId);
  const parsed = parseSettings(withStatuses(settings, project?.statuses ?? []));
  return parsed.ok ? [] : parsed.problems;
}

/** Settings that name no statuses keep the project's own. */
function withStatuses(settings: unknown, statuses: ParsedInput['statuses']): unknown {
  const isObject = typeof settings === 'object' && settings !== null;
  return isObject && !('statuses' in settings) && statuses.length > 0 ? { ...settings, statuses } : settings;
}

/**
 * @param caller null for somebody at the terminal
 * @param joining ids of repositories that are linked with this very change
 * @throws SignInAgain, GitHubError where GitHub cannot be asked what the caller may reach: then nothing is changed
 */
export async function updateIntegration(parts: IntegrationParts, caller: Caller | null, change: SettingsChange, joining: readonly number[] = []): Promise<UpdateOutcome> {
  const { db } = parts.engine;
  const planned = await planOf(parts, caller, change, joining);
  if ('outcome' in planned) return planned;
  const { plan, rereads } = planned;
  if (rereads && change.confirmation === undefined) {
    const found = await weigh(parts, change.projectId, plan, plan.effective.direction !== 'pull');
    if (found.outcome === 'in use') return found;
    const { impact } = found;
    if (asksFirst(impact)) return { outcome: 'confirm', confirmation: await askConfirmation(db, change.projectId, digestOf(change, plan), impact), impact };
  }
  return db.transaction((trx) => write(parts, trx, caller, change, plan, rereads));
}

export type WeighOutcome = Exclude<UpdateOutcome, { outcome: 'saved' | 'confirm' }> | { outcome: 'weighed'; impact: Impact };

/** What the change would do to actions and issues, without making it. Throws as {@link updateIntegration} does. */
export async function weighChange(parts: IntegrationParts, caller: Caller | null, change: SettingsChange): Promise<WeighOutcome> {
  const planned = await planOf(parts, caller, change, []);
  return 'outcome' in planned ? planned : weigh(parts, change.projectId, planned.plan, planned.rereads);
}

async function planOf(parts: IntegrationParts, caller: Caller | null, change: SettingsChange, joining: readonly number[]): Promise<{ plan: Plan; rereads: boolean } | Extract<UpdateOutcome, { outcome: 'missing' | 'stale' | 'invalid' | 'refused' }>> {
  const before = await readIntegration(parts.engine.db, change.projectId);
  if (!before) return { outcome: 'missing' };
  if (before.version !== change.expectedVersion) return { outcome: 'stale', integration: before };
  const wanted = change.settings === undefined ? before.settings : withStatuses(change.settings, before.settings.statuses);
  const parsed = parseSettings(wanted);
  if (!parsed.ok) return { outcome: 'invalid', problems: parsed.problems };
  const plan: Plan = {
    before, written: settingsInput.parse(wanted), effective: parsed.settings,
    switches: withSwitches(switchesOf(before), change.switches), replacements: { ...NO_REPLACEMENTS, ...change.replacements },
  };
  const misplaced = caller === null || change.settings === undefined ? [] : notLinked(plan, joining);
  if (misplaced.length > 0) return { outcome: 'invalid', problems: misplaced };
  const reason = await unreachable(parts, caller, { projectId: change.projectId, links: concerned(plan), writes: writesUnder(plan.effective) });
  if (reason !== null) return { outcome: 'refused', reason };
  return { plan, rereads: !isDeepStrictEqual(meaning(before.effective), meaning(plan.effective)) };
}

/** @param looks false where nothing is to be asked of GitHub, since nothing can come of it */
async function weigh({ engine }: IntegrationParts, projectId: number, { before, effective, switches, replacements }: Plan, looks: boolean): Promise<Extract<WeighOutcome, { outcome: 'in use' | 'weighed' }>> {
  // Keys in use are named first: without replacements nobody can say what would be written.
  const keys = await keysInUse(engine.db, projectId, before.effective, effective, replacements);
  if (keys.length > 0) return { outcome: 'in use', keys };
  return { outcome: 'weighed', impact: looks ? await impactOf(engine, projectId, switches, before.effective, effective, replacements) : nothingOf(switches) };
}

/** Of what would be written, and of the version it was made against. */
function digestOf({ expectedVersion }: SettingsChange, { written, switches, replacements }: Plan): string {
  return createHash('sha256').update(JSON.stringify([expectedVersion, written, switches, replacements])).digest('hex');
}

interface Plan {
  before: IntegrationView;
  written: ParsedInput;
  effective: IntegrationSettings;
  switches: IntegrationSwitches;
  replacements: Replacements;
}

const switchesOf = ({ pollEvery, autoSync, actAsMembers, brakeLimit, brakeClosingLimit }: IntegrationView): IntegrationSwitches => ({ pollEvery, autoSync, actAsMembers, brakeLimit, brakeClosingLimit });

function withSwitches(before: IntegrationSwitches, changed: SettingsChange['switches'] = {}): IntegrationSwitches {
  const given = Object.entries(changed).filter(([, value]) => value !== undefined);
  return { ...before, ...(Object.fromEntries(given) as Partial<IntegrationSwitches>) };
}

/** What the settings make of issues: names of statuses, and what becomes of new and deleted actions, do not count. */
function meaning({ statuses, newActionsRepository: _new, deletedActions: _deleted, ...rest }: IntegrationSettings): object {
  return { ...rest, statuses: statuses.map(({ key, category }) => ({ key, category })) };
}

/** The linked repositories that the change is about: all; only where new issues go, if nothing else changes; none for names of statuses. */
function concerned({ before, effective, switches }: Plan): Link[] {
  const links = before.repositories.map(({ link }) => link);
  const everywhere = (settings: IntegrationSettings, of: IntegrationSwitches): object => ({ ...meaning(settings), deletedActions: settings.deletedActions, ...of });
  if (!isDeepStrictEqual(everywhere(before.effective, switchesOf(before)), everywhere(effective, switches))) return links;
  const [from, to] = [before.effective.newActionsRepository, effective.newActionsRepository];
  return from === to ? [] : links.filter(({ repositoryId }) => repositoryId === from || repositoryId === to);
}

function notLinked({ before, effective: { newActionsRepository: chosen } }: Plan, joining: readonly number[]): SettingsProblem[] {
  if (chosen === null || joining.includes(chosen) || before.repositories.some(({ link }) => link.repositoryId === chosen)) return [];
  return [{ path: 'newActionsRepository', message: 'that repository is not linked to the project: link it first, or choose one that is' }];
}

async function write({ engine: { db, jobs } }: IntegrationParts, trx: Queryable, caller: Caller | null, change: SettingsChange, plan: Plan, rereads: boolean): Promise<UpdateOutcome> {
  const { projectId } = change;
  const { before } = plan;
  await ensureIntegration(trx, projectId);
  const replacements = replacementsOf(before.effective, plan.effective, plan.replacements);
  await lockLinks(trx, projectId);
  await lockHolders(trx, projectId, replacements);
  const now = await lockIntegration(trx, projectId);
  if (!now || now.version !== Math.max(before.version, 1)) {
    return { outcome: 'stale', integration: (await readIntegration(db, projectId)) as IntegrationView };
  }
  const keys = await keysInUse(trx, projectId, before.effective, plan.effective, plan.replacements);
  if (keys.length > 0) return { outcome: 'in use', keys };
  if (change.confirmation !== undefined) {
    const confirmed = await takeConfirmation(trx, projectId, change.confirmation, digestOf(change, plan));
    if (confirmed === undefined) return { outcome: 'refused', reason: 'What was confirmed is not this change, or was confirmed too long ago: save again to see what it would write.' };
    await allowWrites(trx, now.id, confirmed);
  }
  const { statuses, ...settings } = plan.written;
  await writeIntegration(trx, now.id, settings, plan.switches, rereads);
  if (!isDeepStrictEqual(statuses, before.settings.statuses)) await writeStatuses(trx, projectId, statuses);
  await forgetUnnamed(trx, projectId, plan.effective);
  const userId = personOf(caller);
  const replaced = await applyReplacements(trx, projectId, replacements, userId === null ? null : await loginOf(trx, userId));
  await writeAudit(trx, {
    actor: caller === null ? { kind: 'operator' } : actorOf(caller), event: 'settings.changed', projectId,
    detail: { before: auditable(before.settings, switchesOf(before)), after: auditable(plan.written, plan.switches), replaced: replaced.length },
  });
  const links = await linksOfProject(trx, projectId);
  if (rereads) for (const link of links) await planBackfill(trx, jobs, link.integrationId, link.repositoryId, 'anew');
  await announce(trx, projectId, { actionIds: replaced, repositoryIds: links.map(({ repositoryId }) => repositoryId), project: true });
  return { outcome: 'saved', integration: (await readIntegration(trx, projectId)) as IntegrationView };
}

/** The audit log holds no names of people: of them it is only said how many are mapped. */
function auditable({ people, members, ...settings }: ParsedInput, switches: IntegrationSwitches): JsonValue {
  return JSON.parse(JSON.stringify({ ...settings, people: Object.keys(people).length, members: members.length, ...switches })) as JsonValue;
}
