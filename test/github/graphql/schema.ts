import { readFileSync } from 'node:fs';
import { buildSchema, GraphQLError, isObjectType, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import { SCHEMA_EXTENSION } from './extension.ts';
import type { ResolverContext, Resolvers } from './resolver.ts';
import { actorResolvers, organizationResolvers, userResolvers } from './resolvers/account.ts';
import { issueFieldResolvers } from './resolvers/issue-fields.ts';
import { issueResolvers, pullRequestResolvers, reviewRequestResolvers, reviewResolvers } from './resolvers/issue.ts';
import { mutationResolvers } from './resolvers/mutation.ts';
import { commentResolvers, editResolvers, issueTypeResolvers, labelResolvers, milestoneResolvers } from './resolvers/parts.ts';
import { projectResolvers } from './resolvers/projects.ts';
import { queryResolvers } from './resolvers/query.ts';
import { repositoryResolvers } from './resolvers/repository.ts';
import { timelineResolvers } from './resolvers/timeline.ts';

// The package exports no path to it, and importing the package itself parses 8 MB of JSON.
const PUBLISHED = new URL('../../../node_modules/@octokit/graphql-schema/schema.graphql', import.meta.url);

const RESOLVERS: Record<string, Resolvers<never>> = {
  Query: queryResolvers,
  Mutation: mutationResolvers,
  Repository: repositoryResolvers,
  Issue: issueResolvers,
  PullRequest: pullRequestResolvers,
  PullRequestReview: reviewResolvers,
  ReviewRequest: reviewRequestResolvers,
  IssueComment: commentResolvers,
  IssueType: issueTypeResolvers,
  Label: labelResolvers,
  Milestone: milestoneResolvers,
  User: userResolvers,
  Bot: actorResolvers,
  Organization: organizationResolvers,
  UserContentEdit: editResolvers,
  ...issueFieldResolvers,
  ...projectResolvers,
  ...timelineResolvers,
};

/** GitHub's schema, extended where the published one is stale, with the stand-in's resolvers. */
export function createSchema(): GraphQLSchema {
  const schema = buildSchema(readFileSync(PUBLISHED, 'utf8') + SCHEMA_EXTENSION, { assumeValid: true });
  for (const [typename, resolvers] of Object.entries(RESOLVERS)) attach(schema, typename, resolvers);
  return schema;
}

/** A field of the schema without a resolver fails loudly: an invented answer would teach nonsense. */
function attach(schema: GraphQLSchema, typename: string, resolvers: Resolvers<never>): void {
  const type = schema.getType(typename);
  if (!isObjectType(type)) throw new Error(`the schema has no type ${typename}`);
  const fields = type.getFields();
  for (const name of Object.keys(resolvers)) {
    if (fields[name] === undefined) throw new Error(`the schema has no field ${typename}.${name}`);
  }
  for (const field of Object.values(fields)) {
    const resolver = resolvers[field.name] as GraphQLFieldResolver<unknown, ResolverContext> | undefined;
    field.resolve = resolver ?? (() => {
      throw new GraphQLError(`The stand-in does not serve ${typename}.${field.name}`);
    });
  }
}
