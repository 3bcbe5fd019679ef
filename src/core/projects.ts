import { z } from 'zod';
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
  return [...items.filter((one) => one.project !== project), { project, values: value === null ? others : { ...others, [field]: value } }];
}

/** Asks for single-select fields by name, which costs one connection however many there are. */
export function projectsSelection(fields: readonly string[], after: string | null = null): string {
  const values = fields.map((field, index) => `f${index}: fieldValueByName(name: ${JSON.stringify(field)}) {
    ... on ProjectV2ItemFieldSingleSelectValue { name field { ... on ProjectV2SingleSelectField { name } } } }`);
  // Few have more: the others are paged on (`fillProjects`), so that a page of 100 issues stays light.
  const page = after === null ? 'first: 10' : `first: 100, after: ${JSON.stringify(after)}`;
  return `
  projectItems(${page}) { pageInfo { hasNextPage endCursor } nodes { project { number owner { ... on Organization { login } ... on User { login } } } ${values.join(' ')} } }`;
}

const fieldValue = z.object({ name: z.string().nullish(), field: z.object({ name: z.string().optional() }).nullish() });

export const graphqlItem = z.object({ project: z.object({ number: z.number(), owner: z.object({ login: z.string().optional() }).nullish() }) }).catchall(z.unknown());

/** Projects are numbered by owner, and an issue may stand in those of others: settings mean those of the repository's own. */
export function isOfOwner({ project: { owner } }: z.output<typeof graphqlItem>, issueUrl: string): boolean {
  return owner?.login === undefined || owner.login.toLowerCase() === new URL(issueUrl).pathname.split('/')[1]?.toLowerCase();
}

/** Fields of other kinds than single select come without a name and are no value. */
export function itemFromGraphql({ project, ...rest }: z.output<typeof graphqlItem>): ProjectItem {
  const values: Record<string, string> = {};
  for (const given of Object.values(rest)) {
    const { name, field } = fieldValue.safeParse(given).data ?? {};
    if (name != null && field?.name !== undefined) values[field.name] = name;
  }
  return { project: project.number, values };
}
