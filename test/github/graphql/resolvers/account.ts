import type { IssueType } from '../../model.ts';
import { connect, type PageArgs } from '../connection.ts';
import { GraphqlFailure } from '../failure.ts';
import { maySeeProjects } from '../project-rights.ts';
import type { Resolvers } from '../resolver.ts';
import { issueTypeSource, repositorySource, type AccountSource } from '../sources.ts';
import { issueFields } from './issue-fields.ts';
import { readRepository } from './query.ts';

/** What users, bots and organizations share. */
export const actorResolvers: Resolvers<AccountSource> = {
  id: ({ account }) => account.nodeId,
  login: ({ account }) => account.login,
  databaseId: ({ account }) => account.id,
  url: ({ account }, _args, { webUrl }) => `${webUrl}${pathOf(account.login)}`,
  resourcePath: ({ account }) => pathOf(account.login),
  avatarUrl: ({ account }, { size }: { size?: number }, { webUrl }) => `${webUrl}/avatars/u/${account.id}?${size == null ? '' : `s=${size}&`}v=4`,
};

/** People and organizations, who own repositories. */
const ownerResolvers: Resolvers<AccountSource> = {
  ...actorResolvers,
  name: ({ account }) => account.name,
  repository: ({ account }, { name, followRenames }: { name: string; followRenames?: boolean }, context) =>
    repositorySource(readRepository(context, account.login, name, followRenames !== false)),
  repositories: ({ account }, args: PageArgs, context, info) =>
    connect(
      {
        items: [...context.state.repositories.values()].filter((repository) => repository.ownerId === account.id && context.access(repository).read),
        key: (repository) => [repository.id, repository.id],
        node: repositorySource,
      },
      args, context, info,
    ),
};

export const userResolvers: Resolvers<AccountSource> = {
  ...ownerResolvers,
  email: ({ account }) => account.email ?? '',
};

export const organizationResolvers: Resolvers<AccountSource> = {
  ...ownerResolvers,
  issueTypes: ({ account }, args: PageArgs, context, info) => connect(issueTypes(context.state.issueTypes.get(account.id) ?? []), args, context, info),
  projectV2: ({ account }, { number }: { number: number }, context) => {
    const project = context.state.projects.find((one) => one.ownerId === account.id && one.number === number);
    if (project === undefined || !maySeeProjects(context, account.id, 'read')) {
      throw new GraphqlFailure('NOT_FOUND', `Could not resolve to a ProjectV2 with the number ${number}.`);
    }
    return { kind: 'ProjectV2', project };
  },
  projectsV2: ({ account }, args: PageArgs, context, info) =>
    connect(
      {
        items: context.state.projects.filter((one) => one.ownerId === account.id && maySeeProjects(context, account.id, 'read')),
        key: (project) => [project.number, project.number],
        node: (project) => ({ kind: 'ProjectV2', project }),
      },
      args, context, info,
    ),
  issueFields: ({ account }, args: PageArgs, context, info) => connect(issueFields(context.state.issueFields.get(account.id) ?? []), args, context, info),
};

/** A list of what the stand-in's model does not carry: always empty. */
export const NOTHING = { items: [], key: () => [0, 0] as const, node: () => null };

/** An organization's issue types, oldest first. */
export function issueTypes(items: readonly IssueType[]): Parameters<typeof connect<IssueType>>[0] {
  return { items, key: (type) => [type.id, type.id], node: issueTypeSource };
}

function pathOf(login: string): string {
  return login.endsWith('[bot]') ? `/apps/${login.slice(0, -'[bot]'.length)}` : `/${login}`;
}
