import type { Repository } from '../model.ts';
import { accountOf } from '../state/find.ts';
import { appMay } from '../state/rights.ts';
import { maySeeProjects } from './project-rights.ts';
import type { NodeRef } from '../state/state.ts';
import { GraphqlFailure, noNode } from './failure.ts';
import type { ResolverContext } from './resolver.ts';
import { accountSource, commentSource, issueSource, issueTypeSource, labelSource, milestoneSource, repositorySource, type IssueSource, type Source } from './sources.ts';

/** Refuses issue content of a private repository to an App that was not given it. */
export function checkIssueRead(context: ResolverContext, repository: Repository): void {
  if (!repository.private || appMay(context.access(repository).app, 'issues', 'read')) return;
  throw new GraphqlFailure('FORBIDDEN', 'Resource not accessible by integration');
}

/** The object of a global id, as far as the caller may see it; NOT_FOUND otherwise. */
export function readNode(context: ResolverContext, id: string): Source {
  const reference = context.state.nodes.get(id);
  const found = reference === undefined ? undefined : follow(context, reference);
  if (found === undefined) throw noNode(id);
  return found;
}

function follow(context: ResolverContext, reference: NodeRef): Source | undefined {
  const { state } = context;
  if (reference.kind === 'Account') return accountSource(accountOf(state, reference.id));
  if (reference.kind === 'IssueType') {
    const type = state.issueTypes.get(reference.organizationId)?.find((candidate) => candidate.id === reference.id);
    return type === undefined ? undefined : issueTypeSource(type);
  }
  if (reference.kind === 'ProjectV2' || reference.kind === 'ProjectV2Item') return followProject(context, reference);
  const repository = state.repositories.get(reference.kind === 'Repository' ? reference.id : reference.repositoryId);
  if (repository === undefined || !context.access(repository).read) return undefined;
  if (reference.kind === 'Repository') return repositorySource(repository);
  checkIssueRead(context, repository);
  if (reference.kind === 'Label') {
    const label = repository.labels.find((candidate) => candidate.id === reference.id);
    return label === undefined ? undefined : labelSource(label, repository);
  }
  if (reference.kind === 'Milestone') {
    const milestone = repository.milestones.find((candidate) => candidate.id === reference.id);
    return milestone === undefined ? undefined : milestoneSource(milestone, repository);
  }
  const issue = repository.issues.get(reference.number);
  if (issue === undefined) return undefined;
  if (reference.kind === 'Issue') return issueSource(issue, repository);
  const comment = issue.comments.find((candidate) => candidate.id === reference.id);
  return comment === undefined ? undefined : commentSource(comment, issueSource(issue, repository));
}

function followProject(context: ResolverContext, reference: Extract<NodeRef, { kind: 'ProjectV2' | 'ProjectV2Item' }>): Source | undefined {
  const id = reference.kind === 'ProjectV2' ? reference.id : reference.projectId;
  const project = context.state.projects.find((one) => one.id === id);
  if (project === undefined || !maySeeProjects(context, project.ownerId, 'read')) return undefined;
  if (reference.kind === 'ProjectV2') return { kind: 'ProjectV2', project };
  const item = project.items.find((one) => one.id === reference.id);
  return item && { kind: 'ProjectV2Item', item, project };
}

/** The issue of a global id; pull requests only where they are allowed. */
export function readIssue(context: ResolverContext, id: string, pullRequests: 'allowed' | 'refused'): IssueSource {
  const found = readNode(context, id);
  if (found.kind === 'Issue' || (found.kind === 'PullRequest' && pullRequests === 'allowed')) return found;
  throw noNode(id);
}
