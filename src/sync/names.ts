/**
 * Labels and milestones that were renamed or deleted on GitHub. Settings name them; a rename is followed,
 * versioned and audited as GitHub's doing, and what is gone is reported with what rests on it. Events
 * are hints here, too: what holds is read, and compared by GitHub's ids with what was seen last.
 */
import type { JsonValue } from '../core/action.ts';
import { meansOther, placesOf, renameIn, type NameKind, type Rename } from '../core/settings/names.ts';
import { parseSettings } from '../core/settings.ts';
import { fold } from '../core/merge/set.ts';
import { GitHubError } from '../github/errors.ts';
import { readNames, type RepositoryNames, type SeenNames } from '../github/read-names.ts';
import { writeAudit } from '../store/audit.ts';
import type { Queryable } from '../store/db.ts';
import { lockIntegration, writeIntegration } from '../store/integrations.ts';
import { announce } from '../store/live.ts';
import { lockLinks } from '../store/locks.ts';
import { linksOfProject, linksOfRepository, type Link } from '../store/projects.ts';
import { allNames, clearMissing, dropMissing, isNamedElsewhere, knownNames, lockNames, missingOf, noteMissing, writeNames } from '../store/repository-names.ts';
import { repositoryOf } from './creating.ts';
import type { Engine } from './engine.ts';
import { isLive, settingsOf } from './engine.ts';
import { bothReadings } from './integration/read.ts';
import { planBackfill } from './link.ts';

export interface Followed {
  renamed: number;
  gone: number;
}

/**
 * Reads the names of a repository and follows what changed.
 * @returns nothing where no project has it linked, or GitHub does not show it
 * @throws GitHubError that may be retried
 */
export async function followNames(engine: Engine, repositoryId: number): Promise<Followed | null> {
  const link = (await linksOfRepository(engine.db, repositoryId)).find(isLive);
  if (!link) return null;
  try {
    return await takeNames(engine, repositoryId, await readNames(await engine.github.asInstallation(link.installationId), repositoryOf(link)));
  } catch (error) {
    if (!(error instanceof GitHubError) || error.retryable) throw error;
    return null;
  }
}

/** Compares names as GitHub shows them with those seen last, in one transaction. */
export async function takeNames(engine: Engine, repositoryId: number, seen: RepositoryNames): Promise<Followed> {
  // Every poll comes by here, and mostly finds nothing new.
  if (await isAsKnown(engine, repositoryId, seen)) return { renamed: 0, gone: 0 };
  return engine.db.transaction(async (trx) => {
    await lockNames(trx, repositoryId);
    // Unlinked while it was read: nothing of it is kept (I15).
    if ((await linksOfRepository(trx, repositoryId)).length === 0) return { renamed: 0, gone: 0 };
    const followed: Followed = { renamed: 0, gone: 0 };
    for (const kind of ['label', 'milestone'] as const) {
      const { renamed, gone } = await compare(trx, repositoryId, kind, seen[kind]);
      followed.renamed += renamed.length;
      followed.gone += gone.length;
      await clearMissing(trx, repositoryId, kind, seen[kind].names.map(({ name }) => name));
      if (renamed.length + gone.length === 0) continue;
      for (const link of await linksOfRepository(trx, repositoryId)) await follow(engine, trx, link, kind, renamed, gone);
    }
    return followed;
  });
}

async function isAsKnown({ db }: Engine, repositoryId: number, seen: RepositoryNames): Promise<boolean> {
  const { known, missesSome } = await allNames(db, repositoryId);
  if (missesSome) return false;
  return (['label', 'milestone'] as const).every((kind) => {
    const before = new Map(known.filter((one) => one.kind === kind).map(({ nodeId, name }) => [nodeId, name]));
    const { names, complete } = seen[kind];
    return names.every(({ nodeId, name }) => before.get(nodeId) === name) && (!complete || before.size === names.length);
  });
}

async function compare(trx: Queryable, repositoryId: number, kind: NameKind, { names, complete }: SeenNames): Promise<{ renamed: { from: string; to: string }[]; gone: string[] }> {
  const known = await knownNames(trx, repositoryId, kind);
  const now = new Map(names.map(({ nodeId, name }) => [nodeId, name]));
  const present = new Set(names.map(({ name }) => fold(name)));
  const lost = complete ? known.filter(({ nodeId }) => !now.has(nodeId)) : [];
  const before = new Map(known.map(({ nodeId, name }) => [nodeId, name]));
  await writeNames(trx, repositoryId, kind, names.filter(({ nodeId, name }) => before.get(nodeId) !== name), lost.map(({ nodeId }) => nodeId));
  return {
    // GitHub itself compares names without case.
    renamed: known.flatMap(({ nodeId, name: from }) => {
      const to = now.get(nodeId);
      return to === undefined || fold(to) === fold(from) ? [] : [{ from, to }];
    }),
    // Deleted and made anew it is there.
    gone: lost.map(({ name }) => name).filter((name) => !present.has(fold(name))),
  };
}

async function follow(engine: Engine, trx: Queryable, link: Link, kind: NameKind, renamed: readonly { from: string; to: string }[], gone: readonly string[]): Promise<void> {
  const missed = await rename(engine, trx, link, kind, renamed);
  const settings = settingsOf(link);
  const place = `${link.owner}/${link.name}`;
  for (const { from, to } of missed) await report(trx, link, kind, from, `was renamed to "${to}" in ${place}, which the settings use for something else`, settings);
  for (const name of gone) await report(trx, link, kind, name, `was deleted in ${place}`, settings);
  await announce(trx, link.projectId, { repositoryIds: [link.repositoryId] });
}

/** @returns those that could not be followed */
async function rename({ jobs }: Engine, trx: Queryable, link: Link, kind: NameKind, renamed: readonly { from: string; to: string }[]): Promise<readonly { from: string; to: string }[]> {
  if (renamed.length === 0) return [];
  await lockLinks(trx, link.projectId);
  const before = await lockIntegration(trx, link.projectId);
  if (!before) return [];
  const { settings, effective } = bothReadings(before, link.statuses);
  const renames: Rename[] = [];
  for (const one of renamed) renames.push({ ...one, keep: await isNamedElsewhere(trx, before.id, link.repositoryId, kind, one.from) });
  const clear = renames.filter((one) => kind !== 'label' || !meansOther(effective, one, renames));
  const { statuses: _own, ...after } = renameIn(settings, effective, kind, clear);
  if (JSON.stringify({ ...after }) === JSON.stringify(withoutStatuses(settings))) return renames.filter((one) => !clear.includes(one));
  if (!parseSettings({ ...after, statuses: link.statuses }).ok) return renames;
  await writeIntegration(trx, before.id, after, before, true);
  const detail: JsonValue = clear.map(({ from, to }) => ({ kind, from, to }));
  await writeAudit(trx, { actor: { kind: 'system' }, event: 'settings.followed', projectId: link.projectId, detail: { by: 'github', repository: link.repositoryId, renamed: detail, version: before.version + 1 } });
  for (const one of await linksOfProject(trx, link.projectId)) await planBackfill(trx, jobs, one.integrationId, one.repositoryId, 'anew');
  return renames.filter((one) => !clear.includes(one));
}

function withoutStatuses({ statuses: _own, ...rest }: ReturnType<typeof bothReadings>['settings']): object {
  return rest;
}

async function report(trx: Queryable, link: Link, kind: NameKind, name: string, happened: string, settings: ReturnType<typeof settingsOf>): Promise<void> {
  const places = placesOf(settings, kind, name);
  if (places.length === 0) return;
  const what = places.map(({ path, what: rests }) => `${rests} (${path})`).join('; ');
  await noteMissing(trx, link, kind, name, `The ${kind} "${name}" ${happened}: ${what}. Create it again on GitHub, or choose another in the settings.`);
}

/** After a change of settings: what they no longer name is no trouble any more. */
export async function forgetUnnamed(trx: Queryable, projectId: number, settings: ReturnType<typeof settingsOf>): Promise<void> {
  for (const missing of await missingOf(trx, projectId)) if (placesOf(settings, missing.kind, missing.name).length === 0) await dropMissing(trx, projectId, missing);
}
