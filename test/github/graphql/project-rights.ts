import { installationOn } from '../state/find.ts';
import type { ResolverContext } from './resolver.ts';

/** Projects belong to the organization: the App needs its permission there, a person is not asked in this model. */
export function maySeeProjects({ state, subject }: ResolverContext, organizationId: number, wanted: 'read' | 'write'): boolean {
  if (subject.kind === 'anonymous' || subject.kind === 'app') return false;
  const given = installationOn(state, organizationId)?.permissions['organization_projects'];
  return given === 'admin' || given === 'write' || (given === 'read' && wanted === 'read');
}
