import { Kind, OperationTypeNode, type DocumentNode, type FieldNode, type FragmentDefinitionNode, type OperationDefinitionNode, type SelectionSetNode, type ValueNode } from 'graphql';

/** Points and nodes of one query, and the budget after they were charged. */
export interface Bill {
  cost: number;
  nodeCount: number;
  limit: number;
  used: number;
  remaining: number;
  /** Epoch milliseconds. */
  resetAt: number;
}

/**
 * Counts a query as GitHub documents it: every connection takes one request for each of its parents,
 * all pages being full; the sum divided by 100, rounded, at least 1, is the cost. Nodes are the
 * products of the page sizes. `nodes(ids:)` multiplies what is inside by the number of ids; GitHub
 * does not document that case, and this is the dearer reading.
 *
 * @see https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
 */
export function countQuery(document: DocumentNode, operation: OperationDefinitionNode, variables: Record<string, unknown>): { cost: number; nodeCount: number } {
  if (operation.operation === OperationTypeNode.MUTATION) return { cost: 1, nodeCount: 0 };
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const defaults = new Map(operation.variableDefinitions?.map((definition) => [definition.variable.name.value, definition.defaultValue]));
  const counter: Counter = { requests: 0, nodes: 0, fragments, variables, defaults };
  countSelections(counter, operation.selectionSet, 1);
  return { cost: Math.max(1, Math.round(counter.requests / 100)), nodeCount: counter.nodes };
}

interface Counter {
  requests: number;
  nodes: number;
  fragments: Map<string, FragmentDefinitionNode>;
  variables: Record<string, unknown>;
  defaults: Map<string, ValueNode | undefined>;
}

function countSelections(counter: Counter, set: SelectionSetNode, parents: number): void {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) countField(counter, selection, parents);
    else if (selection.kind === Kind.INLINE_FRAGMENT) countSelections(counter, selection.selectionSet, parents);
    else {
      const fragment = counter.fragments.get(selection.name.value);
      if (fragment !== undefined) countSelections(counter, fragment.selectionSet, parents);
    }
  }
}

function countField(counter: Counter, field: FieldNode, parents: number): void {
  if (field.selectionSet === undefined) return;
  const argument = (name: string): unknown => valueOf(counter, field.arguments?.find((candidate) => candidate.name.value === name)?.value);
  const ids = argument('ids');
  if (field.name.value === 'nodes' && Array.isArray(ids)) {
    counter.nodes += parents * ids.length;
    countSelections(counter, field.selectionSet, parents * ids.length);
    return;
  }
  const size = argument('first') ?? argument('last');
  if (typeof size !== 'number') {
    countSelections(counter, field.selectionSet, parents);
    return;
  }
  counter.requests += parents;
  counter.nodes += parents * size;
  countSelections(counter, field.selectionSet, parents * size);
}

function valueOf(counter: Counter, node: ValueNode | undefined): unknown {
  if (node?.kind === Kind.VARIABLE) {
    const given = counter.variables[node.name.value];
    return given === undefined ? valueOf(counter, counter.defaults.get(node.name.value)) : given;
  }
  if (node?.kind === Kind.LIST) return node.values.map((value) => valueOf(counter, value));
  return node?.kind === Kind.INT ? Number(node.value) : undefined;
}
