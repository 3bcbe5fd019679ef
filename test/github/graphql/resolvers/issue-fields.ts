import type { FieldValue, IssueField, Repository } from '../../model.ts';
import { toIso } from '../../state/clock.ts';
import { fieldValuesOf } from '../../state/issue-fields.ts';
import type { connect } from '../connection.ts';
import type { Resolvers, ResolverContext } from '../resolver.ts';
import type { IssueSource } from '../sources.ts';

const TYPE = { date: 'Date', multi_select: 'MultiSelect', number: 'Number', single_select: 'SingleSelect', text: 'Text' } as const;

interface FieldSource { kind: string; field: IssueField }
interface ValueSource extends FieldSource { value: FieldValue }
interface OptionSource { kind: string; option: IssueField['options'][number] }

export const fieldSource = (field: IssueField): FieldSource => ({ kind: `IssueField${TYPE[field.dataType]}`, field });
const optionSource = (option: IssueField['options'][number]): OptionSource => ({ kind: 'IssueFieldSingleSelectOption', option });

/** An organization's issue fields, oldest first. */
export function issueFields(items: readonly IssueField[]): Parameters<typeof connect<IssueField>>[0] {
  return { items, key: (field) => [field.id, field.id], node: fieldSource };
}

/** The fields that have a value on an issue. */
export function issueFieldValues({ state }: ResolverContext, { issue, repository }: IssueSource & { repository: Repository }): Parameters<typeof connect<{ field: IssueField; value: FieldValue }>>[0] {
  return {
    items: fieldValuesOf(state, repository, issue),
    key: ({ field }) => [field.id, field.id],
    node: ({ field, value }): ValueSource => ({ kind: `IssueField${TYPE[field.dataType]}Value`, field, value }),
  };
}

const common: Resolvers<FieldSource> = {
  id: ({ field }) => field.nodeId,
  fullDatabaseId: ({ field }) => String(field.id),
  name: ({ field }) => field.name,
  dataType: ({ field }) => field.dataType.toUpperCase(),
  description: () => null,
  visibility: () => 'ALL',
  createdAt: ({ field }) => toIso(field.createdAt),
};
const withOptions: Resolvers<FieldSource> = { ...common, options: ({ field }) => field.options.map(optionSource) };

const valueId = ({ field }: ValueSource): string => Buffer.from(`0:IssueFieldValue${field.id}`).toString('base64');
const valueCommon: Resolvers<ValueSource> = { id: valueId, field: ({ field }) => fieldSource(field), value: ({ value }) => value };

const chosen = ({ field, value }: ValueSource) => field.options.filter(({ name }) => (Array.isArray(value) ? value : [value]).includes(name));

/** By GitHub's type name. */
export const issueFieldResolvers: Record<string, Resolvers<never>> = {
  IssueFieldText: common,
  IssueFieldNumber: common,
  IssueFieldDate: common,
  IssueFieldSingleSelect: withOptions,
  IssueFieldMultiSelect: withOptions,
  IssueFieldSingleSelectOption: {
    id: ({ option }) => option.nodeId,
    databaseId: ({ option }) => option.id,
    fullDatabaseId: ({ option }) => String(option.id),
    name: ({ option }) => option.name,
    color: ({ option }) => option.color.toUpperCase(),
    description: () => null,
    priority: () => null,
  } satisfies Resolvers<OptionSource>,
  IssueFieldTextValue: valueCommon,
  IssueFieldNumberValue: valueCommon,
  IssueFieldDateValue: valueCommon,
  IssueFieldSingleSelectValue: {
    ...valueCommon,
    name: ({ value }) => value,
    optionId: (source) => chosen(source)[0]?.nodeId ?? null,
    color: (source) => chosen(source)[0]?.color.toUpperCase() ?? 'GRAY',
    description: () => null,
  } satisfies Resolvers<ValueSource>,
  IssueFieldMultiSelectValue: { ...valueCommon, value: () => null, options: (source) => chosen(source).map(optionSource) } satisfies Resolvers<ValueSource>,
};
