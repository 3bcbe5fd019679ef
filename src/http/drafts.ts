/**
 * The draft of a setup, shared by the leads of a project: each is shown no more of it than of the repositories that it is
 * about, and what one is not shown is still there for the others after they saved it.
 */
import { z } from 'zod';
import { repositoryIdsOf } from '../store/installations.ts';
import type { Db, Queryable } from '../store/db.ts';
import { dropDraft, readDraft, writeDraft } from '../store/integrations.ts';
import { draft, rawSettings, type SavedDraft } from './trpc/integration-shapes.ts';

type Draft = z.output<typeof draft>;

/** What the lead who saved it last was not shown. */
const stored = draft.extend({ aside: z.object({ repositories: z.array(z.string()), settings: rawSettings }).default({ repositories: [], settings: {} }) });
type Stored = z.output<typeof stored>;

/** Settings that name labels, milestones and people of repositories: whoever cannot read one of those is shown none of them. */
const NAMING: ReadonlySet<string> = new Set(['mappings', 'filters', 'people']);

const namingOf = (settings: Stored['settings']): Stored['settings'] => Object.fromEntries(Object.entries(settings).filter(([key]) => NAMING.has(key)));
const othersOf = (settings: Stored['settings']): Stored['settings'] => Object.fromEntries(Object.entries(settings).filter(([key]) => !NAMING.has(key)));

/** @returns of repositories with these ids, those that whoever asks must not learn of */
type HiddenOf = (ids: readonly number[]) => Promise<readonly number[]>;

type Found = Omit<NonNullable<Awaited<ReturnType<typeof readDraft>>>, 'draft'> & { draft: Stored };

/** A draft of another version of the page reads as none. */
async function findDraft(db: Queryable, projectId: number): Promise<Found | null> {
  const found = await readDraft(db, projectId);
  const parsed = stored.safeParse(found?.draft);
  return found && parsed.success ? { ...found, draft: parsed.data } : null;
}

/** The draft as a lead sees it; what they saved last is their own, whole. */
export async function shownDraft(db: Db, projectId: number, userId: number | null, hiddenOf: HiddenOf): Promise<SavedDraft | null> {
  const found = await findDraft(db, projectId);
  if (found === null) return null;
  const { aside, ...main } = found.draft;
  const own = userId !== null && found.byId === userId;
  const seen = await namesSeen(db, [...main.repositories, ...aside.repositories], hiddenOf);
  const repositories = main.repositories.filter((name) => own || seen.has(name));
  const more = aside.repositories.filter((name) => seen.has(name));
  const isOver = main.repositories.length + Object.keys(main.settings).length === 0;
  if (isOver && more.length === 0 && aside.repositories.length > 0) return null;
  const shared = repositories.length === main.repositories.length ? main.settings : othersOf(main.settings);
  return {
    ...main,
    repositories: [...repositories, ...more],
    settings: more.length === aside.repositories.length ? { ...shared, ...aside.settings } : shared,
    consents: own ? main.consents : [],
    savedBy: found.by, savedAt: found.at.toISOString(),
  };
}

/** Asked before the transaction that saves: what of the draft is in the sight of whoever saves. */
export async function sightOfDraft(db: Db, projectId: number, hiddenOf: HiddenOf): Promise<ReadonlySet<string>> {
  const found = await findDraft(db, projectId);
  return found === null ? new Set() : namesSeen(db, [...found.draft.repositories, ...found.draft.aside.repositories], hiddenOf);
}

/** @param seen of {@link sightOfDraft}: a name that came since is kept, too */
export async function saveDraft(trx: Queryable, projectId: number, saved: Draft, userId: number | null, seen: ReadonlySet<string>): Promise<void> {
  const before = await findDraft(trx, projectId);
  await writeDraft(trx, projectId, { ...saved, ...(before !== null && asideOf(before, saved, userId, seen)) }, userId);
}

/** A draft that was activated or discarded is over, but for what whoever did so was not shown: that waits for who may see it. */
export async function endDraft(trx: Queryable, projectId: number, userId: number | null, seen: ReadonlySet<string>): Promise<void> {
  const before = await findDraft(trx, projectId);
  const over = draft.parse({});
  const left = before && asideOf(before, over, userId, seen);
  if (left === null) await dropDraft(trx, projectId);
  else await writeDraft(trx, projectId, { ...over, ...left }, userId);
}

function asideOf({ draft: { aside, ...main }, byId }: Found, saved: Draft, userId: number | null, seen: ReadonlySet<string>): Pick<Stored, 'aside'> | null {
  const unseen = (names: readonly string[]): string[] => names.filter((name) => !seen.has(name) && !saved.repositories.includes(name));
  const ofMain = userId !== null && byId === userId ? [] : unseen(main.repositories);
  const repositories = [...ofMain, ...unseen(aside.repositories)];
  if (repositories.length === 0) return null;
  return { aside: { repositories, settings: { ...(ofMain.length > 0 && namingOf(main.settings)), ...aside.settings } } };
}

/** Of these names, those that lead nowhere, and of repositories that are not hidden: what another lead chose may be private to them. */
async function namesSeen(db: Db, fullNames: readonly string[], hiddenOf: HiddenOf): Promise<Set<string>> {
  const ids = await repositoryIdsOf(db, fullNames);
  const hidden = new Set(await hiddenOf([...ids.values()]));
  return new Set(fullNames.filter((name) => !hidden.has(ids.get(name.toLowerCase()) ?? -1)));
}
