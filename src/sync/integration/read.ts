/** A project's whole integration, as a lead sees it. */
import { parseSettings, settingsInput, type IntegrationSettings, type ParsedInput } from '../../core/settings.ts';
import { brakedMappings, type BrakedWrite } from '../../store/brakes.ts';
import type { Queryable } from '../../store/db.ts';
import { findIntegration, linkExtras, type Integration, type IntegrationSwitches, type LinkExtra } from '../../store/integrations.ts';
import { findProject, linksOfProject, type Link } from '../../store/projects.ts';
import { pauseReason, writeBarrier } from '../reach.ts';

export interface IntegrationView extends IntegrationSwitches {
  /** `draft` until repositories are first linked or settings first saved. */
  state: 'draft' | 'active' | 'paused';
  /** The sentence a person reads; null unless paused. */
  reason: string | null;
  /** To be named by whoever changes the settings. 0 for a draft. */
  version: number;
  /** As the lead wrote them, with defaults for what they left out. */
  settings: ParsedInput;
  /** What follows from them where they leave it open: which labels are looked for, which status each state stands for. */
  effective: IntegrationSettings;
  brake: BrakeView;
  repositories: LinkView[];
}

export interface BrakeView {
  /** On since; null while it is off. */
  since: Date | null;
  /** Issues that wait to be written. */
  issues: BrakedWrite[];
}

/** How many they are; of them, those that would be closed, and those that would lose labels. */
export const countsOf = (issues: readonly BrakedWrite[]): { waiting: number; closing: number; unlabelling: number } => ({
  waiting: issues.length,
  closing: issues.filter(({ loss }) => loss === 'closing').length,
  unlabelling: issues.filter(({ loss }) => loss === 'unlabelling').length,
});

export interface LinkView {
  link: Link;
  extra: LinkExtra;
  /** Why nothing of it is synced now; null where it is. */
  pausedBecause: string | null;
  /** Why nothing can be written to it, though it may be read. */
  readOnlyBecause: string | null;
}

/** Of what waits behind the brake, and of what a change would write: the list a person sees. */
export const LIST_LENGTH = 100;

const NEW: IntegrationSwitches = { pollEvery: 300, autoSync: true, actAsMembers: false, brakeLimit: 100, brakeClosingLimit: 25 };

/** @returns undefined where there is no such project */
export async function readIntegration(db: Queryable, projectId: number): Promise<IntegrationView | undefined> {
  const project = await findProject(db, projectId);
  if (!project) return undefined;
  // One after the other: in a transaction they share its connection.
  const found = await findIntegration(db, projectId);
  const links = await linksOfProject(db, projectId);
  const extras = await linkExtras(db, projectId);
  const { pollEvery, autoSync, actAsMembers, brakeLimit, brakeClosingLimit } = found ?? NEW;
  return {
    state: found?.state ?? 'draft',
    reason: found?.reason ?? null,
    version: found?.version ?? 0,
    pollEvery, autoSync, actAsMembers, brakeLimit, brakeClosingLimit,
    ...bothReadings(found, project.statuses),
    brake: { since: found?.brakedAt ?? null, issues: found ? await brakedMappings(db, found.id) : [] },
    repositories: links.map((link) => ({
      link,
      extra: extras.get(link.repositoryId) as LinkExtra,
      pausedBecause: pauseReason(link),
      readOnlyBecause: pauseReason(link) === null ? writeBarrier(link) : null,
    })),
  };
}

/** Stored settings were checked when they were stored. @throws where they are wrong even so */
export function bothReadings(found: Pick<Integration, 'settings'> | undefined, statuses: ParsedInput['statuses']): { settings: ParsedInput; effective: IntegrationSettings } {
  const whole = { ...found?.settings, statuses };
  const parsed = parseSettings(whole);
  if (!parsed.ok) throw new Error(`The stored settings are wrong at ${parsed.problems[0]?.path}: ${parsed.problems[0]?.message}`);
  return { settings: settingsInput.parse(whole), effective: parsed.settings };
}
