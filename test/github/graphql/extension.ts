/**
 * What GitHub's GraphQL API has and the published `@octokit/graphql-schema` 15.26.1 lacks: issue
 * types, issue fields, what a timeline tells of both, dependencies, duplicates. Names, nullability and arguments follow
 * https://docs.github.com/en/graphql/reference/issues; only what Lockstep may ask is taken over.
 */
export const SCHEMA_EXTENSION = /* GraphQL */ `
enum IssueTypeColor { BLUE GRAY GREEN ORANGE PINK PURPLE RED YELLOW }
enum IssueFieldDataType { DATE MULTI_SELECT NUMBER SINGLE_SELECT TEXT }
enum IssueFieldVisibility { ALL ORG_ONLY }
enum IssueFieldSingleSelectOptionColor { BLUE GRAY GREEN ORANGE PINK PURPLE RED YELLOW }
enum IssueTypeOrderField { CREATED_AT NAME }
enum IssueFieldOrderField { CREATED_AT NAME }
enum IssueDependencyOrderField { CREATED_AT DEPENDENCY_ADDED_AT }

input IssueTypeOrder { direction: OrderDirection!, field: IssueTypeOrderField! }
input IssueFieldOrder { direction: OrderDirection!, field: IssueFieldOrderField! }
input IssueDependencyOrder { direction: OrderDirection!, field: IssueDependencyOrderField! }

type IssueType implements Node {
  color: IssueTypeColor!
  description: String
  id: ID!
  isEnabled: Boolean!
  isPrivate: Boolean! @deprecated(reason: "Private issue types are being deprecated and can no longer be created.")
  name: String!
  pinnedFields: [IssueFields!]
}
type IssueTypeConnection { edges: [IssueTypeEdge], nodes: [IssueType], pageInfo: PageInfo!, totalCount: Int! }
type IssueTypeEdge { cursor: String!, node: IssueType }

type IssueDependenciesSummary { blockedBy: Int!, blocking: Int!, totalBlockedBy: Int!, totalBlocking: Int! }

interface IssueFieldCommon {
  createdAt: DateTime!
  dataType: IssueFieldDataType!
  description: String
  name: String!
  visibility: IssueFieldVisibility!
}
type IssueFieldDate implements IssueFieldCommon & Node {
  createdAt: DateTime!
  dataType: IssueFieldDataType!
  description: String
  fullDatabaseId: BigInt
  id: ID!
  name: String!
  visibility: IssueFieldVisibility!
}
type IssueFieldNumber implements IssueFieldCommon & Node {
  createdAt: DateTime!
  dataType: IssueFieldDataType!
  description: String
  fullDatabaseId: BigInt
  id: ID!
  name: String!
  visibility: IssueFieldVisibility!
}
type IssueFieldText implements IssueFieldCommon & Node {
  createdAt: DateTime!
  dataType: IssueFieldDataType!
  description: String
  fullDatabaseId: BigInt
  id: ID!
  name: String!
  visibility: IssueFieldVisibility!
}
type IssueFieldSingleSelect implements IssueFieldCommon & Node {
  createdAt: DateTime!
  dataType: IssueFieldDataType!
  description: String
  fullDatabaseId: BigInt
  id: ID!
  name: String!
  options: [IssueFieldSingleSelectOption!]!
  visibility: IssueFieldVisibility!
}
type IssueFieldMultiSelect implements IssueFieldCommon & Node {
  createdAt: DateTime!
  dataType: IssueFieldDataType!
  description: String
  fullDatabaseId: BigInt
  id: ID!
  name: String!
  options: [IssueFieldSingleSelectOption!]!
  visibility: IssueFieldVisibility!
}
type IssueFieldSingleSelectOption implements Node {
  color: IssueFieldSingleSelectOptionColor!
  databaseId: Int
  description: String
  fullDatabaseId: BigInt
  id: ID!
  name: String!
  priority: Int
}
union IssueFields = IssueFieldDate | IssueFieldMultiSelect | IssueFieldNumber | IssueFieldSingleSelect | IssueFieldText
type IssueFieldsConnection { edges: [IssueFieldsEdge], nodes: [IssueFields], pageInfo: PageInfo!, totalCount: Int! }
type IssueFieldsEdge { cursor: String!, node: IssueFields }

interface IssueFieldValueCommon { field: IssueFields }
type IssueFieldDateValue implements IssueFieldValueCommon & Node { field: IssueFields, id: ID!, value: String! }
type IssueFieldNumberValue implements IssueFieldValueCommon & Node { field: IssueFields, id: ID!, value: Float! }
type IssueFieldTextValue implements IssueFieldValueCommon & Node { field: IssueFields, id: ID!, value: String! }
type IssueFieldSingleSelectValue implements IssueFieldValueCommon & Node {
  color: IssueFieldSingleSelectOptionColor!
  description: String
  field: IssueFields
  id: ID!
  name: String!
  optionId: String
  value: String!
}
type IssueFieldMultiSelectValue implements IssueFieldValueCommon & Node {
  field: IssueFields
  id: ID!
  options: [IssueFieldSingleSelectOption!]!
  value: String
}
union IssueFieldValue = IssueFieldDateValue | IssueFieldMultiSelectValue | IssueFieldNumberValue | IssueFieldSingleSelectValue | IssueFieldTextValue
type IssueFieldValueConnection { edges: [IssueFieldValueEdge], nodes: [IssueFieldValue], pageInfo: PageInfo!, totalCount: Int! }
type IssueFieldValueEdge { cursor: String!, node: IssueFieldValue }

type IssueTypeAddedEvent implements Node { actor: Actor, createdAt: DateTime!, id: ID!, issueType: IssueType }
type IssueTypeChangedEvent implements Node { actor: Actor, createdAt: DateTime!, id: ID!, issueType: IssueType, prevIssueType: IssueType }
type IssueTypeRemovedEvent implements Node { actor: Actor, createdAt: DateTime!, id: ID!, issueType: IssueType }
type IssueFieldAddedEvent implements Node { actor: Actor, createdAt: DateTime!, id: ID!, issueField: IssueFields, value: String }
type IssueFieldChangedEvent implements Node { actor: Actor, createdAt: DateTime!, id: ID!, issueField: IssueFields, newValue: String, previousValue: String }
type IssueFieldRemovedEvent implements Node { actor: Actor, createdAt: DateTime!, id: ID!, issueField: IssueFields }
extend union IssueTimelineItems = IssueTypeAddedEvent | IssueTypeChangedEvent | IssueTypeRemovedEvent | IssueFieldAddedEvent | IssueFieldChangedEvent | IssueFieldRemovedEvent
extend enum IssueTimelineItemsItemType {
  ISSUE_TYPE_ADDED_EVENT ISSUE_TYPE_CHANGED_EVENT ISSUE_TYPE_REMOVED_EVENT ISSUE_FIELD_ADDED_EVENT ISSUE_FIELD_CHANGED_EVENT ISSUE_FIELD_REMOVED_EVENT
}

extend type Issue {
  blockedBy(after: String, before: String, first: Int, last: Int, orderBy: IssueDependencyOrder = { field: DEPENDENCY_ADDED_AT, direction: DESC }): IssueConnection!
  blocking(after: String, before: String, first: Int, last: Int, orderBy: IssueDependencyOrder = { field: DEPENDENCY_ADDED_AT, direction: DESC }): IssueConnection!
  duplicateOf: Issue
  issueDependenciesSummary: IssueDependenciesSummary!
  issueFieldValues(after: String, before: String, first: Int, last: Int): IssueFieldValueConnection
  issueType: IssueType
}
extend type Repository {
  issueFields(after: String, before: String, first: Int, last: Int, orderBy: IssueFieldOrder = { field: CREATED_AT, direction: ASC }): IssueFieldsConnection
  issueType(name: String!): IssueType
  issueTypes(after: String, before: String, first: Int, last: Int, orderBy: IssueTypeOrder = { field: CREATED_AT, direction: ASC }): IssueTypeConnection
}
extend type Organization {
  issueFields(after: String, before: String, first: Int, last: Int, orderBy: IssueFieldOrder = { field: CREATED_AT, direction: ASC }): IssueFieldsConnection
  issueTypes(after: String, before: String, first: Int, last: Int, orderBy: IssueTypeOrder = { field: CREATED_AT, direction: ASC }): IssueTypeConnection
}
extend input IssueFilters { type: String }
extend input CreateIssueInput { issueTypeId: ID }
extend input UpdateIssueInput { issueTypeId: ID }

input UpdateIssueIssueTypeInput { clientMutationId: String, issueId: ID!, issueTypeId: ID }
type UpdateIssueIssueTypePayload { clientMutationId: String, issue: Issue }
extend type Mutation { updateIssueIssueType(input: UpdateIssueIssueTypeInput!): UpdateIssueIssueTypePayload }
`;
