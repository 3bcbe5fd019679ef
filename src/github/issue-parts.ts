/** Parts of an issue that are asked for only where they are needed, and only of servers that know them. */
import { z } from 'zod';
import { ISSUE_FIELDS_SELECTION, ISSUE_TYPE_SELECTION } from '../core/issue.ts';
import type { Needs } from '../core/needs.ts';
import { projectsSelection } from '../core/projects.ts';
import { PULLS_SELECTION } from '../core/pulls.ts';
import type { IssueSnapshot } from '../core/snapshot.ts';
import type { Client } from './clients.ts';
import { fillProjects } from './fill-projects.ts';

/** How to read issues whole: what to select beside ISSUE_SELECTION, and what holds for all issues of the server. */
export interface IssueParts {
  selection: string;
  /** What a server that does not know a part says by that: no issue has it. */
  absent: Partial<IssueSnapshot>;
  /** Adds to issues as GitHub gave them what stands on further pages. */
  fill?: (client: Client, nodes: readonly unknown[]) => Promise<void>;
  /** Adds what no selection of an issue tells. */
  complete?: (issues: IssueSnapshot[]) => Promise<IssueSnapshot[]>;
}

export const NO_PARTS: IssueParts = { selection: '', absent: {} };

/** @param known fields of the server's GraphQL type Issue */
export function issueParts(needs: Needs, known: ReadonlySet<string>): IssueParts {
  const parts: IssueParts = { selection: '', absent: {} };
  if (needs.type) {
    if (known.has('issueType')) parts.selection += ISSUE_TYPE_SELECTION;
    else parts.absent.issueType = null;
  }
  if (needs.fields) {
    if (known.has('issueFieldValues')) parts.selection += ISSUE_FIELDS_SELECTION;
    else parts.absent.fields = {};
  }
  if (needs.pulls) {
    if (known.has('closedByPullRequestsReferences')) parts.selection += PULLS_SELECTION;
    else parts.absent.pulls = [];
  }
  // Where the App may not see projects nothing is said about them, so that nothing is taken for cleared.
  if (needs.projectFields.length > 0 && known.has('projectItems')) {
    parts.selection += projectsSelection(needs.projectFields);
    parts.fill = (client, nodes) => fillProjects(client, nodes, needs.projectFields);
  }
  return parts;
}

const schemaAnswer = z.object({
  __type: z.object({ fields: z.array(z.object({ name: z.string() })) }),
  timeline: z.object({ possibleTypes: z.array(z.object({ name: z.string() })).nullish() }).nullish(),
});

/**
 * What the server's GraphQL schema has of issues: fields of the type Issue, and kinds of events of a timeline. Older
 * Enterprise Servers fail a whole query for one that they do not know.
 */
export async function readIssueSchema(client: Client): Promise<Set<string>> {
  const query = 'query lockstepSchema { __type(name: "Issue") { fields { name } } timeline: __type(name: "IssueTimelineItems") { possibleTypes { name } } }';
  const { __type: type, timeline } = schemaAnswer.parse(await client.graphql(query));
  return new Set([...type.fields, ...(timeline?.possibleTypes ?? [])].map(({ name }) => name));
}
