/** What of GitHub is in reach now, in sentences. What is out of reach is owed nothing and loses nothing: it catches up when it returns. */
import type { Link } from '../store/projects.ts';

type Facts = Pick<Link, 'integrationState' | 'integrationReason' | 'installationState' | 'repositoryState' | 'hasIssues' | 'accessLost' | 'archived' | 'issuesPermission'>;

const PAUSES: readonly [when: (link: Facts) => boolean, sentence: string][] = [
  [({ installationState }) => installationState === 'suspended', "The App's installation is suspended on GitHub: sync goes on by itself once it is active again."],
  [({ installationState }) => installationState === 'deleted', 'The App was uninstalled on GitHub: sync goes on where it was once it is installed again.'],
  [({ repositoryState }) => repositoryState === 'deleted', 'The repository was deleted on GitHub; its actions stay here.'],
  [({ repositoryState }) => repositoryState === 'removed', 'The repository was taken out of the installation on GitHub: sync goes on once it is added again.'],
  [({ accessLost }) => accessLost, 'No lead of this project can reach the repository on GitHub any more: one who can must sign in here.'],
  [({ hasIssues }) => !hasIssues, 'Issues are switched off in the repository: sync goes on once they are switched on again.'],
];

const READ_ONLY: typeof PAUSES = [
  [({ archived }) => archived, 'The repository is archived, so GitHub takes no change: what was edited here is written once it is unarchived.'],
  [({ issuesPermission }) => issuesPermission === 'none' || issuesPermission === 'read', 'The App may not write issues here: an owner has to accept its permissions on GitHub; what was edited here is written then.'],
];

/** Why nothing is synced; null where it is. */
export function pauseReason(link: Facts): string | null {
  if (link.integrationState === 'paused') return link.integrationReason ?? 'Sync is paused.';
  return first(PAUSES, link);
}

/** Why nothing can be written now, though it may be read; null where it can. */
export const writeBarrier = (link: Facts): string | null => pauseReason(link) ?? first(READ_ONLY, link);

function first(rules: typeof PAUSES, link: Facts): string | null {
  return rules.find(([when]) => when(link))?.[1] ?? null;
}
