/** Reads what a repository uses: labels, milestones, types, fields, people, projects. */
import { z } from 'zod';
import { NO_FACTS, type FieldFact, type LabelFact, type RepositoryFacts } from '../core/facts.ts';
import type { Client } from './clients.ts';
import { graphql } from './graphql.ts';
import { noRepository, type RepositoryName } from './read-issues.ts';

/** Pages of 100 that are looked at: labels, and the newest issues. */
const LABEL_PAGES = 10;
const ISSUE_PAGES = 3;

const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });
const counter = z.object({ totalCount: z.int() });
const named = z.object({ name: z.string() });

const labelsAnswer = z.object({ repository: z.object({ labels: z.object({ pageInfo, nodes: z.array(named.extend({ color: z.string(), description: z.string().nullish(), issues: counter })) }) }).nullable() });

const LABELS = `query lockstepLabels($owner: String!, $name: String!, $after: String) { repository(owner: $owner, name: $name) {
  labels(first: 100, after: $after, orderBy: { field: NAME, direction: ASC }) { pageInfo { hasNextPage endCursor } nodes { name color description issues(first: 1) { totalCount } } }
} }`;

const partsAnswer = z.object({
  repository: z.object({
    milestones: z.object({ nodes: z.array(z.object({ title: z.string(), state: z.string(), dueOn: z.string().nullish(), issues: counter })) }),
    issueTypes: z.object({ nodes: z.array(named.nullable()) }).nullish(),
    issueFields: z.object({ nodes: z.array(z.object({ __typename: z.string(), name: z.string().optional(), options: z.array(named).optional() }).nullable()) }).nullish(),
  }),
});

const issuesAnswer = z.object({
  repository: z.object({
    issues: z.object({
      totalCount: z.int(), pageInfo,
      nodes: z.array(z.object({
        assignees: z.object({ nodes: z.array(z.object({ login: z.string() }).nullable()) }), issueType: named.nullish(),
        issueFieldValues: z.object({ nodes: z.array(z.object({ field: named.partial().nullish(), option: z.string().optional(), options: z.array(named).optional() }).nullable()) }).nullish(),
      }).nullable()),
    }),
  }),
});

const projectsAnswer = z.object({
  organization: z.object({
    projectsV2: z.object({
      nodes: z.array(z.object({ number: z.int(), title: z.string(), closed: z.boolean(), fields: z.object({ nodes: z.array(z.object({ name: z.string().optional(), options: z.array(named).optional() }).nullable()) }) }).nullable()),
    }).nullish(),
  }).nullish(),
});

const PROJECTS = `query lockstepProjects($owner: String!) { organization(login: $owner) { projectsV2(first: 20) { nodes { number title closed
  fields(first: 50) { nodes { ... on ProjectV2SingleSelectField { name options { name } } } } } } } }`;

export interface FactsOptions {
  /** Fields that the server's GraphQL type Issue has. */
  known: ReadonlySet<string>;
  /** Whether the App may see the owner's projects. */
  projects: boolean;
}

/** @throws GitHubError, `not_found` where GitHub shows no such repository */
export async function readFacts(client: Client, { owner, name }: Omit<RepositoryName, 'id'>, { known, projects }: FactsOptions): Promise<RepositoryFacts> {
  const at = { owner, name };
  const labels = await readLabels(client, at);
  const parts = await readParts(client, at, known);
  const { types, used, ...issues } = await readNewest(client, at, { types: known.has('issueType'), fields: parts.issueFields.some(({ options }) => options.length > 0) });
  const unavailable = projects ? [] : [`GitHub projects of ${owner} cannot be read: the App lacks the permission, or ${owner} is no organization.`];
  return {
    ...NO_FACTS, labels, ...parts, ...issues, projects: projects ? await readProjects(client, owner) : [], unavailable, 
    issueTypes: counts(parts.issueTypes.map(({ name: type }) => type), types),
    issueFields: parts.issueFields.map((field) => {
      const found = used.flatMap((one) => (one.field === field.name ? one.option : []));
      return { ...field, used: counts(field.options, found) };
    }),
  };
}

type At = { owner: string; name: string };

async function readLabels(client: Client, at: At): Promise<LabelFact[]> {
  const labels: LabelFact[] = [];
  for (let page = 0, after: string | null = null; page < LABEL_PAGES; page += 1) {
    const { repository }: z.output<typeof labelsAnswer> = labelsAnswer.parse(await graphql(client, LABELS, { ...at, after }));
    if (repository === null) throw noRepository(at);
    for (const { name, color, description, issues } of repository.labels.nodes) labels.push({ name, color, description: description ?? '', count: issues.totalCount });
    if (!repository.labels.pageInfo.hasNextPage) break;
    after = repository.labels.pageInfo.endCursor;
  }
  return labels;
}

const FIELD_TYPES: Record<string, FieldFact['type']> = {
  IssueFieldText: 'text', IssueFieldNumber: 'number', IssueFieldDate: 'date', IssueFieldSingleSelect: 'single_select', IssueFieldMultiSelect: 'multi_select',
};

async function readParts(client: Client, at: At, known: ReadonlySet<string>): Promise<Pick<RepositoryFacts, 'milestones' | 'issueTypes' | 'issueFields'>> {
  const types = known.has('issueType') ? 'issueTypes(first: 50) { nodes { name } }' : '';
  const select = 'name options { name }';
  const fields = known.has('issueFieldValues')
    ? `issueFields(first: 50) { nodes { __typename ... on IssueFieldText { name } ... on IssueFieldNumber { name } ... on IssueFieldDate { name }
        ... on IssueFieldSingleSelect { ${select} } ... on IssueFieldMultiSelect { ${select} } } }`
    : '';
  const query = `query lockstepParts($owner: String!, $name: String!) { repository(owner: $owner, name: $name) {
    milestones(first: 100, orderBy: { field: NUMBER, direction: DESC }) { nodes { title state dueOn issues(first: 1) { totalCount } } } ${types} ${fields} } }`;
  const { repository } = partsAnswer.parse(await graphql(client, query, at));
  return {
    milestones: repository.milestones.nodes.map(({ title, state, dueOn, issues }) => ({ title, state: state === 'CLOSED' ? 'closed' as const : 'open' as const, dueOn: dueOn ?? null, count: issues.totalCount })),
    issueTypes: (repository.issueTypes?.nodes ?? []).flatMap((type) => (type === null ? [] : { name: type.name, count: 0 })),
    issueFields: (repository.issueFields?.nodes ?? []).flatMap((field): FieldFact[] => {
      const type = field === null ? undefined : FIELD_TYPES[field.__typename];
      return type === undefined || field?.name === undefined ? [] : [{ name: field.name, type, options: (field.options ?? []).map(({ name }) => name), used: [] }];
    }),
  };
}

const OPTIONS = `issueFieldValues(first: 25) { nodes { ... on IssueFieldSingleSelectValue { option: name field { ... on IssueFieldSingleSelect { name } } }
        ... on IssueFieldMultiSelectValue { options { name } field { ... on IssueFieldMultiSelect { name } } } } }`;

async function readNewest(client: Client, at: At, wanted: { types: boolean; fields: boolean }): Promise<Pick<RepositoryFacts, 'people' | 'issues' | 'looked'> & { types: string[]; used: { field: string; option: string }[] }> {
  const query = `query lockstepNewest($owner: String!, $name: String!, $after: String) { repository(owner: $owner, name: $name) {
    issues(first: 100, after: $after, orderBy: { field: UPDATED_AT, direction: DESC }) { totalCount pageInfo { hasNextPage endCursor }
      nodes { assignees(first: 10) { nodes { login } } ${wanted.types ? 'issueType { name }' : ''} ${wanted.fields ? OPTIONS : ''} } } } }`;
  const logins: string[] = [];
  const types: string[] = [];
  const used: { field: string; option: string }[] = [];
  let [total, looked] = [0, 0];
  for (let page = 0, after: string | null = null; page < ISSUE_PAGES; page += 1) {
    const { repository: { issues } }: z.output<typeof issuesAnswer> = issuesAnswer.parse(await graphql(client, query, { ...at, after }));
    total = issues.totalCount;
    looked += issues.nodes.length;
    for (const issue of issues.nodes) {
      logins.push(...(issue?.assignees.nodes ?? []).flatMap((person) => person?.login ?? []));
      if (issue?.issueType) types.push(issue.issueType.name);
      for (const value of issue?.issueFieldValues?.nodes ?? []) {
        const field = value?.field?.name;
        const options = value?.options ?? (value?.option === undefined ? [] : [{ name: value.option }]);
        if (field !== undefined) used.push(...options.map(({ name: option }) => ({ field, option })));
      }
    }
    if (!issues.pageInfo.hasNextPage) break;
    after = issues.pageInfo.endCursor;
  }
  return { people: counts([...new Set(logins)], logins), issues: total, looked, types, used };
}

async function readProjects(client: Client, owner: string): Promise<RepositoryFacts['projects']> {
  const { organization } = projectsAnswer.parse(await graphql(client, PROJECTS, { owner }));
  return (organization?.projectsV2?.nodes ?? []).flatMap((project) => (project === null || project.closed ? [] : [{
    owner, number: project.number, title: project.title,
    fields: project.fields.nodes.flatMap((field) => (field?.name === undefined || field.options === undefined ? [] : [{ name: field.name, options: field.options.map(({ name }) => name) }])),
  }]));
}

function counts(names: readonly string[], found: readonly string[]): { name: string; count: number }[] {
  return names.map((name) => ({ name, count: found.filter((one) => one === name).length })).toSorted((a, b) => b.count - a.count);
}
