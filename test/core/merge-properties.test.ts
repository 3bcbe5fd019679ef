import assert from 'node:assert/strict';
import { afterAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { applyPatch } from './model-issue.ts';
import { checkLaw, count as countIn, newCoverage, reached, report } from './coverage.ts';
import { collisions, fieldOf, oneWay, run, scripts, separateEdits, start, START, twoWay } from './scripts.ts';
import { comparable, differences, invented, isInHistory, projected, survives } from './oracle.ts';
import { editIssue, keysOf, localEdit, POLICIES, settingsFor } from './generators.ts';
import { emptyPatch } from '../../src/core/patch.ts';
import { equalSets, mergeSets } from '../../src/core/merge/set.ts';
import { equalValues } from '../../src/core/merge/value.ts';
import { mergeText } from '../../src/core/merge/text.ts';
import { newMapping, pull, push, settle } from './settle.ts';
import { policyOf } from '../../src/core/fields/catalogue.ts';
import { readIssue } from '../../src/core/derive.ts';
import { reconcile } from '../../src/core/reconcile.ts';
import type { FieldValues, JsonValue } from '../../src/core/action.ts';
import type { IssuePatch } from '../../src/core/patch.ts';
import type { LocalEdit } from './generators.ts';
import type { Step } from './scripts.ts';

const coverage = newCoverage();
const count = (what: string) => countIn(coverage, what);
const check = <T>(arbitrary: fc.Arbitrary<T>, runs: number, law: (value: T) => void) => checkLaw(coverage, arbitrary, runs, law);

const texts = fc.array(fc.constantFrom('a', 'b', 'c', '', 'd\r'), { maxLength: 6 }).map((lines) => lines.join('\n'));
const bytes = fc.oneof(texts, fc.string({ maxLength: 12 }), fc.constantFrom('- [ ] task\r\n- [x] done  \r\n', '<b>x</b>\t\n', 'שלום 👩‍💻\n', '\r'));

function valuesOf(edits: readonly LocalEdit[]): FieldValues {
  return Object.fromEntries(edits.map(({ field, value }) => [field, value]));
}

describe('merge properties', () => {
  test('I3 I4 convergence: after any edits and faults, each field agrees or a named conflict is open on it', () => {
    check(scripts(twoWay, true), 16_000, ({ variant: { settings, fields }, steps }) => {
      const mapping = start(settings);
      for (const step of steps) run(mapping, step);
      const end = settle(mapping);
      count(`policy ${settings.conflictPolicy}`);
      for (const step of steps) if (step.do === 'local' || step.do === 'github') count(`edited ${step.edit.field}`);
      if (end.conflicts.length > 0) count('ended with an open conflict');
      if (Object.keys(end.refused).length > 0) count('ended with a refusal');
      if (end.blocked.length > 0) count('ended with a blocked value');
      assert.deepEqual(differences(mapping, fields, end), []);
    });
  });

  test('idempotence: a second reconcile with the first applied changes, loses and decides nothing', () => {
    check(scripts([...twoWay, ...oneWay], true), 10_000, ({ variant: { settings }, steps }) => {
      const mapping = start(settings);
      for (const step of steps) run(mapping, step);
      const first = pull(mapping);
      const second = pull(mapping);
      count(`direction ${settings.direction}`);
      assert.deepEqual(second, { ...first, changes: {}, lost: [], byTime: [] });
    });
  });

  test('I3 order-independence: edits of different fields, in any order and with any reads between, end the same', () => {
    check(separateEdits, 8000, ({ variant: { settings }, edits, reads }) => {
      const steps = edits.map((edit): Step => ('value' in edit ? { do: 'local', edit } : { do: 'github', edit }));
      const ends = [steps, steps.toReversed()].map((order, index) => {
        const mapping = start(settings);
        order.forEach((step, at) => {
          run(mapping, step);
          if (index === 1 && (reads >> at) % 2 === 1) run(mapping, { do: at % 2 === 0 ? 'push' : 'pull' });
        });
        settle(mapping);
        return mapping;
      });
      const [one, other] = ends.map((mapping) => comparable(mapping));
      assert.deepEqual(one, other);
    });
  });

  test('order-independence of the merge itself: swapping the sides swaps nothing but the names', () => {
    const names = fc.subarray(['a', 'b', 'C', 'd']);
    check(fc.tuple(names, names, names), 5000, ([base, ours, theirs]) => {
      count('sets merged');
      assert.ok(equalSets(mergeSets(base, ours, theirs), mergeSets(base, theirs, ours)));
    });
    check(fc.tuple(texts, texts, texts), 5000, ([base, ours, theirs]) => {
      count('texts merged');
      assert.deepEqual(mergeText(base, ours, theirs, 'github'), mergeText(base, theirs, ours, 'lockstep'));
    });
  });

  test('no invented values: every scalar, element and line stood on one of the sides before', () => {
    // The frame of a body section is the one thing Lockstep writes of its own.
    const frame: JsonValue[] = ['### Notes\n\n_No response_'];
    check(scripts(twoWay, false), 6000, ({ variant: { settings, fields }, steps }) => {
      const mapping = start(settings);
      const entered = new Map(fields.map((field) => [field.key, [field.read(START, settings) ?? null]]));
      const bodies = [START.body, ...frame];
      for (const step of [...steps, { do: 'push' } as const]) {
        run(mapping, step);
        for (const field of fields) {
          const known = entered.get(field.key) ?? [];
          const both = [mapping.action[field.key] ?? null, field.read(mapping.issue, settings) ?? null];
          if (step.do === 'local' || step.do === 'github') (field.kind === 'text' ? bodies : known).push(...both);
          else assert.deepEqual(both.flatMap((value) => invented(field, value, field.kind === 'text' ? bodies : known)), []);
        }
      }
    });
  });

  test('I5 no lost value: in a collision each side\'s value is final, merged whole, held open, or in the history', () => {
    check(collisions, 26_000, ({ variant: { settings, fields }, local, github, clocks }) => {
      const field = fieldOf(fields, local.field);
      const mapping = start(settings);
      const base = field.read(mapping.issue, settings) ?? null;
      run(mapping, { do: 'local', edit: local });
      run(mapping, { do: 'github', edit: github });
      const ours = projected(field, mapping);
      const theirs = field.read(mapping.issue, settings) ?? null;
      const isBlocked = !field.project(local.value, settings).ok;
      const end = settle(mapping, { clocks: { [field.key]: clocks } });
      const final = field.read(mapping.issue, settings) ?? null;
      const isCollision = ![ours, theirs].some((value) => equalValues(field, value, base)) && !equalValues(field, ours, theirs);
      if (isCollision) count(`both sides edited: ${field.kind} under ${policyOf(field.key, settings)}`);
      if (!isCollision || isBlocked) return;
      if (end.conflicts.some(({ field: held }) => held === field.key)) {
        const held = end.conflicts.find(({ field: key }) => key === field.key);
        assert.deepEqual([held?.github, held?.lockstep], [theirs, local.value]);
        return;
      }
      assert.ok(survives(field, base, theirs, ours, final) || isInHistory(mapping, field, 'github', theirs));
      assert.ok(survives(field, base, ours, theirs, final) || isInHistory(mapping, field, 'lockstep', local.value));
    });
  });

  test('I14: the side that wins under "newest" is never decided by less than the clocks can tell', () => {
    const times = fc.tuple(fc.nat(6000), fc.nat(6000), fc.nat(4000));
    const [newest] = settingsFor('newest');
    check(times, 3000, ([github, lockstep, skewMs]) => {
      if (newest === undefined) return;
      const mapping = start(newest);
      run(mapping, { do: 'local', edit: { field: 'title', value: 'Ours' } });
      mapping.issue = { ...mapping.issue, title: 'Theirs' };
      const clocks = { title: { github: new Date(github).toISOString(), lockstep: new Date(lockstep).toISOString() } };
      pull(mapping, { clocks, skewMs });
      const isOurs = lockstep - github > Math.max(2000, skewMs);
      count(isOurs ? 'newest: ours' : 'newest: GitHub or concurrent');
      assert.equal(mapping.action.title, isOurs ? 'Ours' : 'Theirs');
    });
  });

  test('termination: from any stored state whatsoever, writing ends and ends for good', () => {
    // GitHub may drop some parts of every write, as it does without push access.
    const drops = fc.subarray<keyof IssuePatch>(['title', 'body', 'state', 'milestone', 'issueType', 'addLabels', 'removeLabels', 'addAssignees', 'removeAssignees', 'fieldValues'], { maxLength: 3 });
    const states = fc.oneof(
      ...[...twoWay, ...oneWay].map((variant) => {
        const { settings, local, github } = variant;
        const values = fc.array(local, { maxLength: 3 }).map(valuesOf);
        return fc
          .tuple(values, values, values, fc.array(github, { maxLength: 3 }), fc.boolean(), fc.subarray(keysOf(settings), { maxLength: 2 }), drops)
          .map(([action, pushing, refused, edits, isFirst, held, drops]) => ({ variant, action, pushing, refused, edits, isFirst, held, drops }));
      }),
    );
    check(states, 8000, ({ variant: { settings }, action, pushing, refused, edits, isFirst, held, drops }) => {
      const issue = edits.reduce(editIssue, START);
      const base = isFirst ? null : readIssue(START, settings);
      const mapping = newMapping(settings, issue, { action: { ...base, ...action }, base, pushing, refused, held });
      settle(mapping, {}, 4, { drops });
      const writes = mapping.writes;
      settle(mapping, {}, 1, { drops });
      assert.equal(mapping.writes, writes);
    });
  });

  test('I6: our own write, coming back any number of times and with its answer lost, writes nothing', () => {
    check(scripts(twoWay, false, 5), 7000, ({ variant: { settings }, steps }) => {
      const mapping = start(settings);
      for (const step of steps) run(mapping, step);
      const planned = pull(mapping);
      push(mapping, planned, { timeout: 'after' });
      const again = pull(mapping);
      count(planned.patch === null ? 'echo of nothing' : 'echo of a write');
      assert.equal(again.patch, null);
      // A blocked field in a body section may lose to a body that was written without it.
      if (planned.blocked.length === 0) assert.deepEqual(again.lost, []);
    });
  });

  test('catalogue law: after a field is written, GitHub shows what was promised, and nothing else moved', () => {
    const writes = fc.oneof(
      ...twoWay.flatMap((variant) =>
        variant.fields.map((field) =>
          fc.tuple(localEdit(field.key), fc.array(variant.github, { maxLength: 2 })).map(([edit, edits]) => ({ variant, edit, edits })),
        ),
      ),
    );
    check(writes, 8000, ({ variant: { settings, fields }, edit, edits }) => {
      const field = fieldOf(fields, edit.field);
      const issue = edits.reduce(editIssue, START);
      const said = field.project(edit.value, settings);
      if (!said.ok || field.obstacle?.(said.value, issue, settings) !== undefined) return;
      const patch = emptyPatch();
      field.write(patch, said.value, issue, settings);
      const after = applyPatch(issue, patch);
      count(`written ${field.key}`);
      assert.ok(equalValues(field, field.read(after, settings) ?? null, said.value));
      const shared = ['description', 'custom.notes'];
      const moved = fields.filter((other) => other.key !== field.key && !(shared.includes(other.key) && shared.includes(field.key)));
      for (const other of moved) {
        assert.ok(equalValues(other, other.read(after, settings) ?? null, other.read(issue, settings) ?? null));
      }
    });
  });

  test('lossless text: a body nobody edited here is never written, and an edit travels byte for byte', () => {
    const [settings] = settingsFor('github');
    check(fc.tuple(bytes, bytes, fc.boolean()), 3000, ([before, after, isLocal]) => {
      if (settings === undefined) return;
      const issue = { ...START, body: before };
      const mapping = newMapping(settings, issue);
      settle(mapping);
      if (isLocal) mapping.action.description = after;
      else mapping.issue = { ...issue, body: after };
      settle(mapping);
      assert.deepEqual([mapping.action.description, mapping.issue.body], [after, after]);
      assert.equal(mapping.writes, isLocal && before !== after ? 1 : 0);
    });
  });
});

afterAll(() => {
  process.stdout.write(report(coverage));
});

test('coverage: 100,000 cases, each kind and policy at least 1,000', () => {
  expect(coverage.cases).toBeGreaterThanOrEqual(100_000);
  const few = (what: string) => reached(coverage, what) < 1000;
  const wanted = POLICIES.flatMap((policy) => [
    `policy ${policy}`,
    ...(['scalar', 'set', 'text'] as const).map((kind) => `both sides edited: ${kind} under ${policy}`),
  ]);
  expect([...wanted, ...['pull', 'push', 'both'].map((way) => `direction ${way}`)].filter(few)).toEqual([]);
  const fields = new Set(twoWay.flatMap((each) => each.fields.map(({ key }) => key)));
  expect([...fields].filter((key) => reached(coverage, `edited ${key}`) < 1000)).toEqual([]);
  expect(['ended with an open conflict', 'ended with a refusal', 'echo of a write', 'newest: ours'].filter((what) => reached(coverage, what) < 100)).toEqual([]);
});

test('reconcile is pure: its input is left as it was', () => {
  const [settings] = settingsFor('lockstep');
  if (settings === undefined) throw new Error('no settings');
  const input = { settings, issue: START, base: { title: 'a' }, pushing: null, refused: null, held: [], action: { title: 'b', tags: ['x'] } };
  const copy = structuredClone(input);
  reconcile(input);
  expect(input).toEqual(copy);
});
