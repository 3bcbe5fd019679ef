import { z } from 'zod';
import { projectsSelection } from '../core/projects.ts';
import type { Client } from './clients.ts';
import { graphql } from './graphql.ts';

const items = z.looseObject({ pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }), nodes: z.array(z.unknown()) });
const issue = z.looseObject({ id: z.string(), projectItems: items });
const answer = z.object({ node: z.object({ projectItems: items }).nullable() });

/** Issues in more GitHub projects than the first page of them shows get the rest, a call for each further 100. */
export async function fillProjects(client: Client, nodes: readonly unknown[], fields: readonly string[]): Promise<void> {
  for (const raw of nodes) {
    const found = issue.safeParse(raw).data;
    if (!found?.projectItems.pageInfo.hasNextPage) continue;
    const all = [...found.projectItems.nodes];
    for (let { pageInfo } = found.projectItems; pageInfo.hasNextPage; ) {
      const query = `query lockstepPlaces($id: ID!) { node(id: $id) { ... on Issue { ${projectsSelection(fields, pageInfo.endCursor)} } } }`;
      const { node } = answer.parse(await graphql(client, query, { id: found.id }));
      all.push(...(node?.projectItems.nodes ?? []));
      pageInfo = node?.projectItems.pageInfo ?? { hasNextPage: false, endCursor: null };
    }
    (raw as { projectItems: { nodes: unknown[] } }).projectItems.nodes = all;
  }
}
