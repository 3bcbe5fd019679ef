import * as fc from 'fast-check';
import { BODY, editIssue, editsFor, githubEdit, localEdit, POLICIES, settingsFor } from './generators.ts';
import { catalogue } from '../../src/core/fields/catalogue.ts';
import { modelIssue } from './model-issue.ts';
import { newMapping, pull, push } from './settle.ts';
import { readIssue } from '../../src/core/derive.ts';
import type { Field } from '../../src/core/fields/field.ts';
import type { FieldKey } from '../../src/core/action.ts';
import type { GithubEdit, LocalEdit } from './generators.ts';
import type { IntegrationSettings } from '../../src/core/settings.ts';
import type { Mapping } from './settle.ts';

export const START = modelIssue({
  title: 'Start', body: BODY, labels: ['api', 'P2', 'bug', 'area: ui'], assignees: [{ id: 1, login: 'mona' }],
});

export type Step =
  | { do: 'local'; edit: LocalEdit }
  | { do: 'github'; edit: GithubEdit }
  | { do: 'pull' }
  | { do: 'push'; timeout?: 'before' | 'after'; drops?: ('addLabels' | 'milestone' | 'addAssignees')[] };

/** Settings with their fields and generators; shown by name in a counterexample. */
export interface Variant {
  [fc.toStringMethod]: () => string;
  settings: IntegrationSettings;
  fields: Field[];
  local: fc.Arbitrary<LocalEdit>;
  github: fc.Arbitrary<GithubEdit>;
}

export function variant(settings: IntegrationSettings): Variant {
  const { conflictPolicy, direction, mappings } = settings;
  const name = `${direction}, ${conflictPolicy} wins, ${mappings.custom.length} custom fields`;
  return { [fc.toStringMethod]: () => name, settings, fields: catalogue(settings), ...editsFor(settings) };
}

export const twoWay = POLICIES.flatMap((policy) => settingsFor(policy)).map(variant);
export const oneWay = POLICIES.flatMap((policy) => [...settingsFor(policy, 'pull'), ...settingsFor(policy, 'push')]).map(variant);

/** A case: settings and a script of steps under them. */
export function scripts(variants: readonly Variant[], faults: boolean, maxLength = 8) {
  return fc.oneof(
    ...variants.map((variant) => {
      const { local, github } = variant;
      const edits = [
        local.map((edit): Step => ({ do: 'local', edit })),
        github.map((edit): Step => ({ do: 'github', edit })),
      ];
      const plain = fc.constantFrom<Step>({ do: 'pull' }, { do: 'push' });
      const faulty = fc.constantFrom<Step>(
        { do: 'push', timeout: 'before' },
        { do: 'push', timeout: 'after' },
        { do: 'push', drops: ['addLabels', 'addAssignees'] },
        { do: 'push', drops: ['milestone'] },
      );
      const step = fc.oneof(...edits, ...edits, plain, ...(faults ? [faulty] : []));
      return fc.array(step, { minLength: 1, maxLength }).map((steps) => ({ variant, steps }));
    }),
  );
}

export function start(settings: IntegrationSettings): Mapping {
  const action = readIssue(START, settings);
  return newMapping(settings, START, { action, base: action });
}

export function run(mapping: Mapping, step: Step): void {
  if (step.do === 'local') mapping.action = { ...mapping.action, [step.edit.field]: step.edit.value };
  else if (step.do === 'github') mapping.issue = editIssue(mapping.issue, step.edit);
  else if (step.do === 'pull') pull(mapping);
  else push(mapping, pull(mapping), step);
}

/** Both sides edit the same field; every kind of field comes up as often. */
export const collisions = fc.oneof(
  ...twoWay.flatMap((variant) =>
    (['scalar', 'set', 'text'] as const).map((kind) => {
      const clock = fc.constantFrom<string | null>(null, '2026-11-01T10:00:00Z', '2026-11-01T10:00:01Z', '2026-11-01T11:00:00Z');
      const some = variant.fields.filter((field) => field.kind === kind && field.key !== 'custom.notes');
      const arbitrary = fc.oneof(
        ...some.map((field) =>
          fc
            .tuple(localEdit(field.key), githubEdit(field.key), clock, clock)
            .map(([local, github, hub, here]) => ({ variant, local, github, clocks: { github: hub, lockstep: here } })),
        ),
      );
      // Two scalars drawn at random are the same more often than two sets or texts.
      return { arbitrary, weight: kind === 'scalar' ? 2 : 1 };
    }),
  ),
);

/** Edits of different fields: which, in which order, and where reads stand between (a bit each). */
export const separateEdits = fc.oneof(
  ...twoWay.map((variant) => {
    // The body carries two fields, so that only one of them takes part.
    const keys = variant.fields.map(({ key }) => key).filter((key) => key !== 'custom.notes');
    const edits = keys.map((key) => fc.oneof(localEdit(key), githubEdit(key)));
    const order = fc.shuffledSubarray(edits.map((_, index) => index), { minLength: 2, maxLength: 4 });
    return fc
      .tuple(order, fc.tuple(...edits), fc.nat(15))
      .map(([order, all, reads]) => ({ variant, edits: order.flatMap((index) => all[index] ?? []), reads }));
  }),
);

export function fieldOf(fields: readonly Field[], key: FieldKey): Field {
  const field = fields.find((each) => each.key === key);
  if (field === undefined) throw new Error(`no field ${key}`);
  return field;
}

