/** The conflicts of a project, as the page and the REST API ask for them. */
import type { Field } from '../core/fields/field.ts';
import { catalogue } from '../core/fields/catalogue.ts';
import { writeAudit } from '../store/audit.ts';
import { countOpenConflicts } from '../store/conflicts.ts';
import { openConflictIds, pageOfConflicts, type ConflictView } from '../store/conflict-views.ts';
import { linksOfProject } from '../store/projects.ts';
import { actorOf, type Access } from '../sync/access/access.ts';
import { settingsOf, type Engine } from '../sync/engine.ts';
import { resolveConflict } from '../sync/resolve.ts';
import type { ConflictServices } from './trpc/conflicts.ts';
import type { ConflictShape } from './trpc/conflicts-shapes.ts';

const SETTLED = 'It was settled in the meantime.';

export function conflictServices({ engine, access }: { engine: Engine; access: Access }): ConflictServices {
  const { db } = engine;
  return {
    async list({ projectId, resolved, actionId, before, limit }, { caller }) {
      const id = Number(projectId);
      const hidden = await access.hiddenRepositories(caller, id);
      const found = await pageOfConflicts(db, { projectId: id, resolved, actionId: actionId === null ? null : Number(actionId), hidden, before: before === null ? null : Number(before), limit: limit + 1 });
      const [links, open] = await Promise.all([linksOfProject(db, id), countOpenConflicts(db, id, hidden)]);
      const fields = new Map(links.map((link) => [link.repositoryId, catalogue(settingsOf(link))]));
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      return { items: items.map((one) => toConflict(one, fields.get(one.repositoryId) ?? [])), next: last ? String(last.id) : null, open };
    },
    async resolve({ projectId, ids, decision }, { caller, login }) {
      const id = Number(projectId);
      const hidden = await access.hiddenRepositories(caller, id);
      const known = await openConflictIds(db, id, ids.map(Number), hidden);
      const resolved: string[] = [];
      const refused: { id: string; reason: string }[] = [];
      // One after another: many may be of one action, whose row each of them locks.
      for (const one of new Set(ids)) {
        const outcome = known.has(Number(one)) ? await resolveConflict(engine, Number(one), decision, login) : { outcome: 'missing' as const };
        if (outcome.outcome === 'updated') resolved.push(one);
        else refused.push({ id: one, reason: outcome.outcome === 'refused' ? outcome.reason : SETTLED });
      }
      const how = 'take' in decision ? decision.take : 'merged';
      if (resolved.length > 0) await writeAudit(db, { actor: actorOf(caller), event: 'conflict.resolved', projectId: id, detail: { conflicts: resolved, how } });
      return { resolved, refused, open: await countOpenConflicts(db, id, hidden) };
    },
  };
}

/** A field that is not synced any more is shown by its key. */
function toConflict(view: ConflictView, fields: readonly Field[]): ConflictShape {
  const { id, actionId, title, repository, number, url, field, base } = view;
  const known = fields.find(({ key }) => key === field);
  // Numbers stand in fields of numbers alone, and of two values that differ one is more than nothing.
  const isNumber = typeof view.github === 'number' || typeof view.lockstep === 'number';
  return {
    id: String(id),
    action: { id: String(actionId), title },
    issue: { repository, number, url },
    field,
    name: known?.name ?? field,
    kind: isNumber ? 'number' : (known?.kind ?? (Array.isArray(base) ? 'set' : 'scalar')),
    base,
    github: { value: view.github, by: view.githubBy, at: view.githubAt?.toISOString() ?? null },
    lockstep: { value: view.lockstep, by: view.lockstepBy, at: view.lockstepAt?.toISOString() ?? null },
    openedAt: view.openedAt.toISOString(),
    resolved: view.resolvedAt && view.resolution && { at: view.resolvedAt.toISOString(), by: view.resolvedBy, how: view.resolution },
  };
}
