import { z } from 'zod';
import type { Client } from './clients.ts';
import { graphql } from './graphql.ts';

const item = z.object({ updatedAt: z.string(), content: z.object({ id: z.string().optional() }).nullish() });
const answer = z.object({
  organization: z.object({
    projectV2: z.object({ items: z.object({ pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }), nodes: z.array(item.nullable()) }) }).nullish(),
  }).nullish(),
});

const QUERY = `query lockstepItems($owner: String!, $project: Int!, $after: String) {
  organization(login: $owner) { projectV2(number: $project) { items(first: 100, after: $after) {
    pageInfo { hasNextPage endCursor } nodes { updatedAt content { ... on Issue { id } } }
  } } }
}`;

/**
 * Node ids of the issues whose place in a project changed at or after a time (ISO, GitHub's). GitHub
 * cannot list items by time, so all are looked at, a point for each 100.
 */
export async function readChangedItems(client: Client, owner: string, project: number, since: string): Promise<string[]> {
  const changed: string[] = [];
  for (let after: string | null = null; ; ) {
    const { organization }: z.output<typeof answer> = answer.parse(await graphql(client, QUERY, { owner, project, after }));
    const items = organization?.projectV2?.items;
    for (const node of items?.nodes ?? []) {
      const id = node?.content?.id;
      if (node && id !== undefined && Date.parse(node.updatedAt) >= Date.parse(since)) changed.push(id);
    }
    if (!items?.pageInfo.hasNextPage) return changed;
    after = items.pageInfo.endCursor;
  }
}
