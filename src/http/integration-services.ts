/** The integration of a project, as the page and the REST API ask for it; the work is sync/integration's. */
import type { Caller } from '../core/policy.ts';
import { settingsInput } from '../core/settings.ts';
import { GitHubError } from '../github/errors.ts';
import { writeAudit } from '../store/audit.ts';
import { refuseWhileEnding } from '../store/ending.ts';
import { cancelPreview } from '../store/previews.ts';
import { linksOfProject } from '../store/projects.ts';
import { actorOf, type Access } from '../sync/access/access.ts';
import { activateIntegration } from '../sync/integration/activate.ts';
import { callOffBy, controlPull, pauseBy, resumeBy, settleBrake, syncNow } from '../sync/integration/control.ts';
import { factsOf, type FactsOutcome } from '../sync/integration/facts.ts';
import type { Impact } from '../sync/integration/impact.ts';
import { personOf, type IntegrationParts } from '../sync/integration/parts.ts';
import { startPreview } from '../sync/integration/preview.ts';
import { countsOf, LIST_LENGTH, readIntegration, type IntegrationView, type LinkView } from '../sync/integration/read.ts';
import { unlink } from '../sync/integration/unlink.ts';
import { checkSettings, updateIntegration, weighChange, type SettingsChange, type UpdateOutcome } from '../sync/integration/update.ts';
import { parseReference, whyNot } from '../sync/why.ts';
import { callingOffOf } from './health-services.ts';
import { endDraft, saveDraft, shownDraft, sightOfDraft } from './drafts.ts';
import { previewOf } from './preview-view.ts';
import { toRepository } from './linked-repository.ts';
import type { FactsAnswer, ImpactShape, IntegrationShape, LinkedRepository, PreviewShape, SettingsChangeShape, UpdateAnswer } from './trpc/integration-shapes.ts';
import type { IntegrationServices } from './trpc/integrations.ts';

export interface IntegrationServicesParts extends IntegrationParts {
  access: Access;
}

export function integrationServices(parts: IntegrationServicesParts): IntegrationServices {
  const { engine, access } = parts;
  const { db } = engine;
  /** Of a project's repositories those that are wanted, or all, as far as the caller may see them. */
  const visibleOf = async (caller: Caller, projectId: number, wanted: readonly string[] | undefined): Promise<number[]> => {
    const hidden = await access.hiddenRepositories(caller, projectId);
    return (await linksOfProject(db, projectId)).map(({ repositoryId }) => repositoryId).filter((one) => !hidden.includes(one) && (wanted === undefined || wanted.includes(String(one))));
  };
  const sightOf = (projectId: number, caller: Caller) => sightOfDraft(db, projectId, (ids) => access.hiddenRepositories(caller, projectId, ids));
  /** Looks now at what of the draft the caller is shown. @returns what ends that much of it */
  const draftEnd = async (projectId: number, caller: Caller): Promise<() => Promise<void>> => {
    const seen = await sightOf(projectId, caller);
    return () => db.transaction(async (trx) => {
      await refuseWhileEnding(trx, projectId);
      await endDraft(trx, projectId, personOf(caller), seen);
    });
  };
  return {
    async get(projectId, { caller }) {
      const found = await readIntegration(db, Number(projectId));
      if (!found) return null;
      await access.noteReading(caller, 'settings.read', Number(projectId));
      return toIntegration(found, await access.hiddenRepositories(caller, Number(projectId)));
    },
    check: (projectId, settings) => checkSettings(db, Number(projectId), settings),
    async update(change, { caller }) {
      const outcome = await asked(() => updateIntegration(parts, caller, toChange(change)));
      return outcome.outcome === 'missing' ? null : toAnswer(outcome, await access.hiddenRepositories(caller, Number(change.projectId)));
    },
    async impact(change, { caller }) {
      const outcome = await asked(() => weighChange(parts, caller, toChange(change)));
      if (outcome.outcome === 'missing') return null;
      if (outcome.outcome === 'weighed') return { ...outcome, impact: toImpact(outcome.impact) };
      return outcome.outcome === 'stale' ? { ...outcome, integration: toIntegration(outcome.integration, await access.hiddenRepositories(caller, Number(change.projectId))) } : outcome;
    },
    async activate({ repositories, ...change }, { caller }) {
      const end = await draftEnd(Number(change.projectId), caller);
      const outcome = await asked(() => activateIntegration(parts, caller, { ...toChange(change), repositories }));
      if (outcome.outcome === 'missing') return null;
      if (outcome.outcome === 'saved') await end();
      return outcome.outcome === 'not linked' ? outcome : toAnswer(outcome, await access.hiddenRepositories(caller, Number(change.projectId)));
    },
    unlink: ({ projectId, repositoryId, actions }, { caller }) => unlink(engine, caller, { projectId: Number(projectId), repositoryId: Number(repositoryId), actions }),
    facts: (projectId, repositories, { caller }) => asked(async () => toFacts(await factsOf(parts, caller, Number(projectId), repositories))),
    startPreview: ({ projectId, ...request }, { caller }) =>
      asked(async () => {
        const outcome = await startPreview(parts, caller, { projectId: Number(projectId), ...request });
        return outcome.outcome === 'started' ? { outcome: 'started', preview: (await previewOf(db, Number(projectId), async () => [])) as PreviewShape } : outcome;
      }),
    preview: (projectId, { caller }) => previewOf(db, Number(projectId), (ids) => access.hiddenRepositories(caller, Number(projectId), ids)),
    cancelPreview: (projectId) => cancelPreview(db, Number(projectId)),
    draft: (projectId, { caller }) => shownDraft(db, Number(projectId), personOf(caller), (ids) => access.hiddenRepositories(caller, Number(projectId), ids)),
    async saveDraft(projectId, saved, { caller }) {
      const id = Number(projectId);
      const seen = await sightOf(id, caller);
      await db.transaction(async (trx) => {
        await refuseWhileEnding(trx, id);
        await saveDraft(trx, id, saved, personOf(caller), seen);
      });
    },
    discardDraft: async (projectId, { caller }) => (await draftEnd(Number(projectId), caller))(),
    pause: (projectId, reason, { caller }) => pauseBy(engine, caller, Number(projectId), reason),
    resume: (projectId, { caller }) => resumeBy(parts, caller, Number(projectId)),
    controlPull: ({ projectId, repositoryId, verb }, { caller }) => controlPull(parts, caller, Number(projectId), Number(repositoryId), verb),
    async sync({ projectId, direction, repositoryIds, actionIds }, { caller }) {
      const id = Number(projectId);
      // What is held is answered by name: none of a repository that is hidden from whoever asks (I12).
      const chosen = await visibleOf(caller, id, repositoryIds);
      await writeAudit(db, { actor: actorOf(caller), event: 'sync.started', projectId: id, detail: { direction } });
      return syncNow(engine, {
        projectId: id, direction, repositoryIds: chosen,
        ...(actionIds !== undefined && { actionIds: actionIds.map(Number) }),
      });
    },
    callOff: async ({ projectId, repositoryIds, actionIds }, { caller }) =>
      callOffBy(engine, caller, {
        projectId: Number(projectId), repositoryIds: await visibleOf(caller, Number(projectId), repositoryIds),
        ...(actionIds !== undefined && { actionIds: actionIds.map(Number) }),
      }),
    settleBrake: async (projectId, confirmed, { caller }) => settleBrake(parts, caller, Number(projectId), confirmed, await access.hiddenRepositories(caller, Number(projectId))),
    async why(projectId, issue, { caller }) {
      const hidden = await access.hiddenRepositories(caller, Number(projectId));
      const links = (await linksOfProject(db, Number(projectId))).filter(({ repositoryId }) => !hidden.includes(repositoryId));
      const [only, ...more] = links;
      const reference = parseReference(issue, more.length === 0 ? only : undefined);
      if (!reference) return null;
      const name = `${reference.owner}/${reference.name}`.toLowerCase();
      if (links.some((link) => `${link.owner}/${link.name}`.toLowerCase() === name)) return whyNot(engine, Number(projectId), reference);
      // Whether there is such an issue elsewhere is its readers' business (I12).
      return { synced: false, rule: 'repositories', sentence: `${reference.owner}/${reference.name}#${reference.number} is not synced: its repository is not linked to the project.` };
    },
  };
}

/** What only GitHub can mend is an answer and no failure. That the person must sign in again is an error of its own. */
export async function asked<T>(work: () => Promise<T>): Promise<T | { outcome: 'refused'; reason: string }> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof GitHubError) return { outcome: 'refused', reason: error.message };
    throw error;
  }
}

/** A suggestion is whole: what it leaves open is filled in, as everywhere. */
function toFacts(outcome: FactsOutcome): FactsAnswer {
  if (outcome.outcome === 'refused') return outcome;
  const { settings, found } = outcome.suggestion;
  return { ...outcome, suggestion: { settings: settingsInput.parse(settings), found } };
}

function toChange({ projectId, ...change }: SettingsChangeShape): SettingsChange {
  return { ...change, projectId: Number(projectId) };
}

export function toAnswer(outcome: Exclude<UpdateOutcome, { outcome: 'missing' }>, hidden: readonly number[]): UpdateAnswer {
  if (outcome.outcome === 'confirm') return { ...outcome, impact: toImpact(outcome.impact) };
  return 'integration' in outcome ? { ...outcome, integration: toIntegration(outcome.integration, hidden) } : outcome;
}

const toImpact = (impact: Impact): ImpactShape => ({ ...impact, issues: impact.issues.map(({ actionId, ...issue }) => ({ ...issue, actionId: String(actionId) })) });

function toIntegration({ brake, repositories, ...view }: IntegrationView, hidden: readonly number[]): IntegrationShape {
  const seen = repositories.filter(({ link }) => !hidden.includes(link.repositoryId));
  const names = new Set(seen.map(({ link }) => `${link.owner}/${link.name}`));
  // Neither listed nor counted where it is hidden (I12).
  const waiting = brake.issues.filter(({ repository }) => names.has(repository));
  return {
    ...view,
    brake: {
      ...countsOf(waiting), since: brake.since?.toISOString() ?? null,
      callingOff: callingOffOf({ callingOff: sum(seen.map(({ extra }) => extra.callingOff)), calledOff: sum(seen.map(({ extra }) => extra.calledOff)) }),
      issues: waiting.slice(0, LIST_LENGTH).map(({ actionId, mappingId: _pair, ...issue }) => ({ ...issue, actionId: String(actionId) })),
    },
    repositories: seen.map(toLinked),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

function toLinked({ link, extra, pausedBecause, readOnlyBecause }: LinkView): LinkedRepository {
  const { state, pulled, total, error, startedAt } = link.backfill;
  return {
    ...toRepository(link),
    archived: link.archived,
    openToMembers: extra.openToMembers,
    pull: { state, pulled, total, error, unreadable: extra.unreadable, startedAt: startedAt === null ? null : new Date(startedAt).toISOString(), finishedAt: extra.finishedAt?.toISOString() ?? null },
    actions: extra.mapped,
    polledAt: extra.polledAt?.toISOString() ?? null,
    pollError: extra.pollError,
    pausedBecause, readOnlyBecause,
  };
}
