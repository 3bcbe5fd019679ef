/** I6: every write of the App has a cause here, and none is repeated for the same one. */
import { MAPPED } from './check-agreement.ts';
import { setChanges, type Change } from './values.ts';
import { botWrites, personEdits, personWrites, type Facts, type Judged, type Life } from './facts.ts';

/** Property of an issue -> the fields whose edits may write it. */
const CAUSES: Record<string, readonly string[]> = {
  title: ['title'],
  body: ['description'],
  state: ['status'],
  labels: ['tags', 'status', 'priority', 'category'],
  assignees: ['assignees'],
  milestone: ['milestone'],
  issueType: ['issueType'],
  'field Note': ['custom.note'],
  'field Size': ['custom.size'],
};

export function checkWrites(sim: Judged, { lives, botId }: Facts): void {
  for (const one of lives) {
    const life = { ...one, events: [...one.events, ...one.endedEvents] };
    for (const [property, fields] of Object.entries(CAUSES)) {
      const writes = botWrites(life, botId, property);
      const edits = fields.flatMap((field) => personEdits(life, field));
      if (writes.length > 0 && edits.length === 0) sim.violate(`I6: the App wrote the ${property} of ${nameOf(life)}, which nobody edited here: ${JSON.stringify(writes)}`);
    }
    checkUnique(sim, life, botId, 'title', 'title');
    checkUnique(sim, life, botId, 'field Note', 'custom.note');
    checkSet(sim, life, botId, 'labels', 'tags');
    checkSet(sim, life, botId, 'assignees', 'assignees');
    if (life.writes.some(({ actorId, action }) => actorId === botId && action === 'issue.create')) sim.violate(`I7: the App made or moved ${nameOf(life)}`);
  }
}

/** Titles and notes are unique: each is written once, or again after it was overwritten in a race. */
function checkUnique(sim: Judged, life: Life, botId: number, property: string, field: string): void {
  const overwritten = botWrites(life, botId, property).map(({ from }) => from);
  const writes = botWrites(life, botId, property).map(({ to }) => to);
  const given = personEdits(life, field);
  const edits = given.map(({ to }) => to);
  for (const title of new Set(writes)) {
    const wanted = edits.filter((each) => each === title).length;
    const written = writes.filter((each) => each === title).length;
    // A person on GitHub, or somebody in another project that has the same issue.
    const owners = new Set(given.flatMap(({ actionId, to }) => (to === title ? [actionId] : [])));
    const others = given.filter(({ actionId, to }) => to !== title && !owners.has(actionId) && writes.includes(to as string)).length;
    const rivals = personWrites(life, botId, property).length + others;
    // Somebody's title that a push under way has replaced is given back.
    if (wanted === 0 && overwritten.includes(title)) continue;
    if (wanted === 0) sim.violate(`I6: the App wrote the ${property} ${JSON.stringify(title)}, which nobody gave`);
    else if (written > wanted + rivals) sim.violate(`I6: the App wrote the ${property} ${JSON.stringify(title)} ${written} times for ${wanted} edits`);
  }
}

/** A label or a person that somebody took off on GitHub is not put back, nor the other way round, unless it was edited here again. */
function checkSet(sim: Judged, life: Life, botId: number, property: string, field: string): void {
  const written = setChanges(botWrites(life, botId, property));
  const edited = setChanges(personEdits(life, field));
  for (const { name, added } of written) {
    const count = (changes: readonly Change[]): number => changes.filter((change) => change.name === name && change.added === added).length;
    if (!MAPPED.has(name) && count(written) > count(edited)) sim.violate(`I5: the App ${added ? 'added' : 'removed'} ${name} in the ${property} of ${nameOf(life)} ${count(written)} times for ${count(edited)} edits`);
  }
}

const nameOf = ({ issue, issueIds }: Life): string => (issue ? `${issue.repository}#${issue.number}` : `issue ${[...issueIds].join(', ')}`);
