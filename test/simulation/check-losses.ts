/** I5: what a person wrote is final, or another person replaced it having seen it, or it stands in the history as lost. */
import { asTexts, countOf } from './values.ts';
import { MARK } from './edit-text.ts';
import { losses, personEdits, personWrites, type Facts, type Judged, type Life } from './facts.ts';

export function checkLosses(sim: Judged, { lives, botId }: Facts): void {
  for (const life of lives) {
    // Nobody was told what was written into an issue that went away meanwhile.
    if (life.issue === undefined || life.transferred) continue;
    const shown = [life.issue?.title, ...life.actions.map(({ title }) => title)];
    checkUnique(sim, life, botId, { property: 'title', field: 'title', shown });
    checkUnique(sim, life, botId, { property: 'field Note', field: 'custom.note', shown: [life.issue?.fields['Note'] ?? null, ...life.actions.map(({ note }) => note)] });
    checkMarks(sim, life, botId);
  }
}

const nameOf = ({ issue }: Life): string => `${issue?.repository}#${issue?.number}`;

interface Unique {
  /** Of the issue. */
  property: string;
  field: string;
  /** What both sides have in the end. */
  shown: readonly unknown[];
}

/** No two edits give the same value. */
function checkUnique(sim: Judged, life: Life, botId: number, { property, field, shown }: Unique): void {
  const writes = [...personWrites(life, botId, property), ...personEdits(life, field)];
  const final = new Set<unknown>(shown);
  const lost = new Set<unknown>(losses(life, field));
  for (const { to } of writes) {
    // That there was nothing is no value of anybody's own.
    if (to === null || to === '') continue;
    const isSeen = writes.some((other) => other.from === to && other.to !== to);
    if (!final.has(to) && !isSeen && !lost.has(to)) sim.violate(`I5: the ${property} ${JSON.stringify(to)} of ${nameOf(life)} is lost silently`);
  }
}

/** A mark is in the text once, or a person removed it, or a text with it stands as lost. */
function checkMarks(sim: Judged, life: Life, botId: number): void {
  const writes = [...personWrites(life, botId, 'body'), ...personEdits(life, 'description')].map(({ from, to }) => ({ from: asTexts(from), to: asTexts(to) }));
  const final = [life.issue?.body ?? '', ...life.actions.map(({ description }) => description)];
  const lost = losses(life, 'description').map(asTexts);
  for (const mark of new Set(writes.flatMap(({ from, to }) => (to.match(MARK) ?? []).filter((each) => !from.includes(each))))) {
    const isFinal = final.some((text) => text.includes(mark));
    const isRemoved = writes.some(({ from, to }) => from.includes(mark) && !to.includes(mark));
    const isKept = lost.some((text) => text.includes(mark));
    if (!isFinal && !isRemoved && !isKept) sim.violate(`I5: the line ${mark} of ${nameOf(life)} is lost silently`);
    if (final.some((text) => countOf(text, mark) > 1)) sim.violate(`I7: the line ${mark} of ${nameOf(life)} stands twice`);
  }
}
