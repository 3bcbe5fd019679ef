/** I5 and I6 for what is not unique: where only one side touched something, its last word stands. */
import type { IssueView } from '../github/control/views.ts';
import { MAPPED } from './check-agreement.ts';
import { personEdits, personWrites, type Facts, type Judged, type Life } from './facts.ts';
import { asNames, setChanges, type Change } from './values.ts';

/** Property of an issue, and the field that it is here. */
const SCALARS: readonly { property: string; field: string; of: (issue: IssueView) => unknown }[] = [
  { property: 'title', field: 'title', of: ({ title }) => title },
  { property: 'milestone', field: 'milestone', of: ({ milestoneTitle }) => milestoneTitle },
  { property: 'issueType', field: 'issueType', of: ({ issueType }) => issueType },
  { property: 'field Note', field: 'custom.note', of: ({ fields }) => fields['Note'] ?? null },
  { property: 'field Size', field: 'custom.size', of: ({ fields }) => fields['Size'] ?? null },
];

export function checkSides(sim: Judged, { lives, botId }: Facts): void {
  for (const life of lives) {
    if (life.issue === undefined || life.transferred) continue;
    for (const scalar of SCALARS) checkScalar(sim, life, botId, life.issue, scalar);
    checkStatus(sim, life, botId);
    checkSet(sim, life, botId, 'assignees', 'assignees', life.issue.assignees, []);
    checkSet(sim, life, botId, 'labels', 'tags', life.issue.labels, namesThatChanged(sim));
  }
}

/** Edited by one project and nobody else: the edit is what GitHub has. */
function checkScalar(sim: Judged, life: Life, botId: number, issue: IssueView, { property, field, of }: (typeof SCALARS)[number]): void {
  const there = personWrites(life, botId, property);
  const here = personEdits(life, field);
  // A text that is cleared is empty here, and no value there.
  const is = of(issue) || null;
  if (there.length > 0 || new Set(here.map(({ actionId }) => actionId)).size !== 1) return;
  const wanted = here.at(-1)?.to || null;
  if (is !== wanted) sim.violate(`I5: the last word on the ${field} of ${nameOf(life)} was ${JSON.stringify(wanted)}, but it is ${JSON.stringify(is)}`);
}

function checkStatus(sim: Judged, life: Life, botId: number): void {
  const there = personWrites(life, botId, 'state').length > 0 || setChanges(personWrites(life, botId, 'labels')).some(({ name }) => name === 'in progress');
  const here = personEdits(life, 'status');
  if (there || new Set(here.map(({ actionId }) => actionId)).size !== 1) return;
  const [wanted, actionId] = [here.at(-1)?.to, here.at(-1)?.actionId];
  const is = life.actions.find((action) => action.actionId === actionId)?.status;
  if (is !== wanted) sim.violate(`I5: the last word on the status of ${nameOf(life)} was ${String(wanted)}, but it is ${is}`);
}

/** Each element by itself. */
function checkSet(sim: Judged, life: Life, botId: number, property: string, field: string, final: readonly string[], except: readonly string[]): void {
  const there = setChanges(personWrites(life, botId, property));
  const edits = personEdits(life, field);
  const here = setChanges(edits);
  const isOnIssue = new Set(final.map((name) => name.toLowerCase()));
  for (const name of new Set([...there, ...here].map((change) => change.name))) {
    const [onGitHub, inLockstep] = [there, here].map((changes) => changes.filter((change) => change.name === name)) as [Change[], Change[]];
    const projects = new Set(edits.filter(({ from, to }) => asNames(from).includes(name) !== asNames(to).includes(name)).map(({ actionId }) => actionId));
    if ((onGitHub.length > 0 && inLockstep.length > 0) || projects.size > 1 || except.includes(name) || isWrittenByField(life, name) || name === 'rita') continue;
    const last = [...onGitHub, ...inLockstep].at(-1) as Change;
    if (isOnIssue.has(name) !== last.added) sim.violate(`I5: ${name} was ${last.added ? 'added to' : 'removed from'} the ${property} of ${nameOf(life)} last, and ${last.added ? 'is missing' : 'is there'}`);
  }
}

/**
 * A label may be a field's, and an edit of that field here asks for it too, in each project by itself: whoever takes the
 * label off answers the one that has come to GitHub, and not the other's that is on its way.
 */
function isWrittenByField(life: Life, name: string): boolean {
  const field = MAPPED.get(name);
  return field !== undefined && personEdits(life, field).length > 0;
}

/** Labels that were renamed or deleted in any repository: they come and go by themselves. */
function namesThatChanged({ github: { state } }: Judged): string[] {
  return state.history.filter(({ action }) => action === 'label.delete' || action === 'label.update').flatMap(({ changes }) => [changes['name'], changes['label']].flatMap((change) => [change?.from, change?.to])).map((name) => String(name).toLowerCase());
}

const nameOf = ({ issue }: Life): string => `${issue?.repository}#${issue?.number}`;
