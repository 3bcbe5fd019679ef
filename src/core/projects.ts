import { z } from 'zod';
import { wholeSeconds } from './issue-time.ts';
import type { IssueSnapshot, ProjectItem } from './snapshot.ts';
import type { ProjectValue } from './patch.ts';

/** The chosen option, null for none; undefined when this snapshot does not say. */
export function readProjectField(issue: IssueSnapshot, project: number, field: string): string | null | undefined {
  return issue.projectItems && (issue.projectItems.find((item) => item.project === project)?.values[field] ?? null);
}

/** The items after a value was written: an issue that was not in the project is now. */
export function withValue(items: readonly ProjectItem[], { project, field, value }: ProjectValue): ProjectItem[] {
  const item = items.find((one) => one.project === project) ?? { project, values: {} };
  const { [field]: _old, ...others } = item.values;
  return [...items.filter((one) => one.project !== project), { ...item, values: value === null ? others : { ...others, [field]: value } }];
}

/** Asks for single-select fields by name, which costs one connection however many there are. */
export function projectsSelection(fields: readonly string[], after: string | null = null): string {
  const values = fields.map((field, index) => `f${index}: fieldValueByName(name: ${JSON.stringify(field)}) {
    ... on ProjectV2ItemFieldSingleSelectValue { name updatedAt field { ... on ProjectV2SingleSelectField { name } } } }`);
  // Few have more: the others are paged on (`fillProjects`), so that a page of 100 issues stays light.
  const page = after === null ? 'first: 10' : `first: 100, after: ${JSON.stringify(after)}`;
  return `
  projectItems(${page}) { pageInfo { hasNextPage endCursor } nodes { updatedAt project { number owner { ... on Organization { login } ... on User { login } } } ${values.join(' ')} } }`;
}

/** When a field of a project got what it says; undefined where this snapshot does not tell, as of a place that the issue has left. */
export function projectFieldAt(issue: IssueSnapshot, project: number, field: string): string | undefined {
  const item = issue.projectItems?.find((one) => one.project === project);
  return item?.setAt?.[field] ?? item?.updatedAt;
}

const time = z.string().transform(wholeSeconds);
const fieldValue = z.object({ name: z.string().nullish(), updatedAt: time.nullish(), field: z.object({ name: z.string().optional() }).nullish() });

export const graphqlItem = z.object({ updatedAt: time.optional(), project: z.object({ number: z.number(), owner: z.object({ login: z.string().optional() }).nullish() }) }).catchall(z.unknown());

/** Projects are numbered by owner, and an issue may stand in those of others: settings mean those of the repository's own. */
export function isOfOwner({ project: { owner } }: z.output<typeof graphqlItem>, issueUrl: string): boolean {
  return owner?.login === undefined || owner.login.toLowerCase() === new URL(issueUrl).pathname.split('/')[1]?.toLowerCase();
}

/** Fields of other kinds than single select come without a name and are no value. */
export function itemFromGraphql({ project, updatedAt, ...rest }: z.output<typeof graphqlItem>): ProjectItem {
  const item = { project: project.number, values: {} as Record<string, string>, setAt: {} as Record<string, string>, ...(updatedAt !== undefined && { updatedAt }) };
  for (const given of Object.values(rest)) {
    const { name, field, updatedAt: setAt } = fieldValue.safeParse(given).data ?? {};
    if (name == null || field?.name === undefined) continue;
    item.values[field.name] = name;
    if (setAt != null) item.setAt[field.name] = setAt;
  }
  return item;
}
