import type { Account, FieldValue, Issue, IssueField, Repository } from '../model.ts';
import { nodeIdOf } from './ids.ts';
import { invalid } from './problem.ts';
import type { GitHubState } from './state.ts';

export interface NewIssueField {
  name: string;
  dataType: IssueField['dataType'];
  /** Names of the options of a select field. */
  options?: readonly string[];
}

/** Seeding: defines an issue field of an organization. */
export function addIssueField(state: GitHubState, organization: Account, field: NewIssueField): IssueField {
  const id = state.ids.next('issueField');
  const added: IssueField = {
    id,
    nodeId: nodeIdOf('IssueField', id),
    name: field.name,
    dataType: field.dataType,
    options: (field.options ?? []).map((name) => {
      const optionId = state.ids.next('issueFieldOption');
      return { id: optionId, nodeId: nodeIdOf('IssueFieldOption', optionId), name, color: 'gray' };
    }),
    createdAt: state.now(),
  };
  state.issueFields.set(organization.id, [...(state.issueFields.get(organization.id) ?? []), added]);
  return added;
}

export function issueFieldsOf(state: GitHubState, repository: Repository): readonly IssueField[] {
  return state.issueFields.get(repository.ownerId) ?? [];
}

/** The fields that have a value on an issue, in the order of their definition. */
export function fieldValuesOf(state: GitHubState, repository: Repository, issue: Issue): { field: IssueField; value: FieldValue }[] {
  return issueFieldsOf(state, repository).flatMap((field) => {
    const value = issue.fieldValues.get(field.id);
    return value === undefined ? [] : [{ field, value }];
  });
}

/** The value as the field keeps it; undefined for what it cannot hold. */
const KEEPS: Record<IssueField['dataType'], (field: IssueField, value: unknown) => FieldValue | undefined> = {
  number: (_field, value) => (typeof value === 'number' ? value : undefined),
  text: (_field, value) => (typeof value === 'string' ? value : undefined),
  date: (_field, value) => (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/u.test(value) ? value : undefined),
  single_select: (field, value) => optionNamed(field, value),
  multi_select: (field, value) => {
    const names = Array.isArray(value) ? value.map((name) => optionNamed(field, name)) : [undefined];
    return names.every((name) => name !== undefined) ? names : undefined;
  },
};

function optionNamed({ options }: IssueField, name: unknown): string | undefined {
  return options.find((option) => option.name === name)?.name;
}

/** A value as the field keeps it; GitHub's 422 for what it cannot hold. */
export function checkFieldValue(field: IssueField, value: unknown): FieldValue {
  const kept = KEEPS[field.dataType](field, value);
  if (kept === undefined) throw invalid({ resource: 'IssueFieldValue', field: 'value', code: 'invalid', message: `Invalid value for field ${field.name}` });
  return kept;
}
