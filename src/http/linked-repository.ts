/** A linked repository and the state of its sync, as people see it. */
import type { Link } from '../store/projects.ts';
import { pauseReason } from '../sync/reach.ts';
import type { ProjectRepository } from './trpc/shapes.ts';

export function toRepository(link: Link): ProjectRepository {
  const { pulled, total, again } = link.backfill;
  const sync = syncState(link);
  return { id: String(link.repositoryId), fullName: `${link.owner}/${link.name}`, private: link.private, sync: { ...sync, pulled, total, again } };
}

function syncState(link: Link): Pick<ProjectRepository['sync'], 'state' | 'error'> {
  const { state, error } = link.backfill;
  const reason = pauseReason(link);
  if (reason !== null) return { state: 'paused', error: reason };
  if (state === 'paused') return { state, error: 'The pull is paused; it goes on from where it stands.' };
  if (state === 'cancelled') return { state: 'paused', error: 'The pull was cancelled; sync again to start it anew.' };
  return { state, error };
}
