/** A change that breaks the engine on purpose, and the test that must notice. */
export interface Mutant {
  name: string;
  /** Below src. */
  file: string;
  /** Stands exactly once in the file. */
  from: string;
  to: string;
  /** The test file below test, and part of the name of the test that must fail. */
  test: string;
  fails: string;
}

const EXAMPLES = 'core/reconcile.test.ts';
const PROPERTIES = 'core/merge-properties.test.ts';

export const mutants: readonly Mutant[] = [
  {
    name: 'stale base: the base does not follow GitHub',
    file: 'core/reconcile-field.ts',
    from: 'return { ours, base: state.theirs, lost,',
    to: 'return { ours, base: state.before, lost,',
    test: EXAMPLES,
    fails: 'I5: Lockstep wins where the field says so',
  },
  {
    name: 'echo check removed',
    file: 'core/merge/value.ts',
    from: 'if (pushing === undefined) return base;',
    to: 'return base;',
    test: EXAMPLES,
    fails: 'I6: a write whose answer was lost is known by its content',
  },
  {
    name: 'echo of a set known only when the whole set is equal',
    file: 'core/merge/set.ts',
    from: 'return inPushing.has(key) === inTheirs.has(key) ? inPushing.has(key) : inBase.has(key);',
    to: 'return equalSets(pushing, theirs) ? inPushing.has(key) : inBase.has(key);',
    test: EXAMPLES,
    fails: 'I6: a label written before the answer was lost can be taken off again',
  },
  {
    name: 'echo of a text known only when the whole text is equal',
    file: 'core/merge/text.ts',
    from: 'return !merged.collided && merged.text === theirs;',
    to: 'return pushed === theirs;',
    test: EXAMPLES,
    fails: 'I6: a text that holds our write and more is no collision',
  },
  {
    name: 'sets replaced, not merged',
    file: 'core/merge/value.ts',
    from: 'value: mergeSets(asNames(base), asNames(ours), asNames(theirs)), collided: false',
    to: 'value: theirs, collided: false',
    test: EXAMPLES,
    fails: 'sets merge by additions and removals',
  },
  {
    name: 'a removal in a set comes back',
    file: 'core/merge/set.ts',
    from: '(inOurs.has(key) && inTheirs.has(key)) || !inBase.has(key)',
    to: 'inOurs.has(key) || inTheirs.has(key)',
    test: PROPERTIES,
    fails: 'I5 no lost value',
  },
  {
    name: 'loser dropped',
    file: 'core/reconcile-field.ts',
    from: "...write(state, merged.value, [lose(state, winner === 'github' ? 'lockstep' : 'github', merged.value)]), byTime",
    to: '...write(state, merged.value, []), byTime',
    test: PROPERTIES,
    fails: 'I5 no lost value',
  },
  {
    name: 'loser kept under the wrong side',
    file: 'core/reconcile-field.ts',
    from: "const value = side === 'github' ? state.theirs : state.ours;",
    to: "const value = side === 'github' ? state.ours : state.theirs;",
    test: PROPERTIES,
    fails: 'I5 no lost value',
  },
  {
    name: 'two edits in one second treated as ordered',
    file: 'core/winner.ts',
    from: 'const CLOSEST_MS = 2000;',
    to: 'const CLOSEST_MS = 0;',
    test: EXAMPLES,
    fails: 'I14: two edits in one second are concurrent',
  },
  {
    name: 'clocks compared without their skew',
    file: 'core/winner.ts',
    from: 'Math.max(CLOSEST_MS, Math.abs(skewMs))',
    to: 'CLOSEST_MS',
    test: PROPERTIES,
    fails: 'I14: the side that wins under "newest"',
  },
  {
    name: 'a text collision takes the winner whole',
    file: 'core/merge/text.ts',
    from: "return { text: [...head, ...middle, ...tail].join('\\n'), collided };",
    to: "return { text: collided ? (winner === 'github' ? theirs : ours) : [...head, ...middle, ...tail].join('\\n'), collided };",
    test: EXAMPLES,
    fails: 'a collision costs only its lines',
  },
  {
    name: 'line ends straightened on the way in',
    file: 'core/fields/description.ts',
    from: 'read: (issue) => issue.body,',
    to: "read: (issue) => issue.body.replaceAll('\\r\\n', '\\n'),",
    test: PROPERTIES,
    fails: 'lossless text',
  },
  {
    name: 'labels of others removed by a tag edit',
    file: 'core/fields/tags.ts',
    from: 'removeLabels(patch, without(issue.labels.filter((label) => isTag(label, settings)), wanted));',
    to: 'removeLabels(patch, without(issue.labels, wanted));',
    test: PROPERTIES,
    fails: 'catalogue law',
  },
  {
    name: 'the old priority label stays',
    file: 'core/fields/sources.ts',
    from: 'removeLabels(patch, said.filter(',
    to: 'removeLabels(patch, [].filter(',
    test: PROPERTIES,
    fails: 'catalogue law',
  },
  {
    name: 'a body section rewrites more than its text',
    file: 'core/fields/section.ts',
    from: 'return head + old.slice(0, lead) + text + old.slice(old.trimEnd().length) + tail;',
    to: "return `${head}\\n${text}\\n${tail}`;",
    test: 'core/fields/section.test.ts',
    fails: "changes only the bytes of the section's text",
  },
  {
    name: 'refusals forgotten',
    file: 'core/reconcile-field.ts',
    from: 'if (isRefused) return { ...outcome, refused: state.refused };',
    to: '',
    test: PROPERTIES,
    fails: 'termination',
  },
  {
    name: 'values GitHub cannot hold are sent',
    file: 'core/reconcile.ts',
    from: 'if (reason !== undefined) {',
    to: 'if (reason === "") {',
    test: EXAMPLES,
    fails: 'a value GitHub cannot hold is named and written never',
  },
  {
    name: 'policy ask decides by itself',
    file: 'core/reconcile-field.ts',
    from: "if (winner === 'ask') return { ...hold(state), byTime };",
    to: '',
    test: EXAMPLES,
    fails: 'ask holds the field on both sides',
  },
  {
    name: 'an open conflict closed by a change of policy',
    file: 'core/reconcile-field.ts',
    from: "state.held ? 'ask' : chooseWinner(",
    to: 'chooseWinner(',
    test: EXAMPLES,
    fails: 'a held field waits for a person',
  },
  {
    name: 'a pulled field is pushed',
    file: 'core/reconcile-field.ts',
    from: "if (state.direction === 'pull' || state.first) return takeGithub(known);",
    to: 'if (state.first) return takeGithub(known);',
    test: EXAMPLES,
    fails: "pull only: GitHub's value stands",
  },
  {
    name: 'a push-only set takes off what others added',
    file: 'core/reconcile-field.ts',
    from: "const target = isSet ? mergeValues(field, before, ours, theirs, 'lockstep').value : ours;",
    to: 'const target = ours;',
    test: EXAMPLES,
    fails: 'push only sets leave what others added',
  },
  {
    name: 'names compared with case',
    file: 'core/merge/set.ts',
    from: 'return name.toLowerCase();',
    to: 'return name;',
    test: 'core/merge/set.test.ts',
    fails: 'names compare without case',
  },
  {
    name: 'an echo written with a user token taken for its owner\'s edit',
    file: 'sync/apply.ts',
    from: 'pushing: ownValues(mapping.pushing ?? [], readIssue(issue, settings), settings)',
    to: "pushing: cause.actor?.endsWith('[bot]') === true ? ownValues(mapping.pushing ?? [], readIssue(issue, settings), settings) : {}",
    test: 'sync/as-member.test.ts',
    fails: 'I6: an echo written with a user token',
  },
  {
    name: 'what a push is about to write is not noted beforehand',
    file: 'sync/push.ts',
    from: 'pushing: [applied.outgoing, ...readings], lastPushes',
    to: 'pushing: null, lastPushes',
    test: 'sync/as-member.test.ts',
    fails: 'I6: an echo written with a user token',
  },
  {
    name: 'an event between two steps of one write taken for what holds',
    file: 'sync/observe.ts',
    from: 'const newer = !passing && ',
    to: 'const newer = ',
    test: 'sync/steps.test.ts',
    fails: 'replaced on GitHub while somebody edits here: events show after each step, come as sent, and the push comes afterwards',
  },
];
