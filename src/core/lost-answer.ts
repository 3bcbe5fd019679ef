/**
 * A push whose answer was lost, and a read that does not show what it wrote. Either it never took effect, and
 * is to be repeated; or somebody took it back or changed it since, and theirs stands (I5). The
 * issue's timeline tells the two apart: it knows what the issue was right after each step of ours.
 */
import { catalogue } from './fields/catalogue.ts';
import { baseAfterEcho, equalValues } from './merge/value.ts';
import { fold } from './merge/set.ts';
import { beforeEvent, newestFirst, type IssueEvent } from './last-changes.ts';
import type { FieldValues } from './action.ts';
import type { IntegrationSettings } from './settings.ts';
import type { IssueSnapshot } from './snapshot.ts';

export interface LostPush {
  settings: IntegrationSettings;
  base: FieldValues;
  /** What it was to bring about. */
  outgoing: FieldValues;
  /** What it began from. */
  from: FieldValues;
  /** GitHub's time of the issue as it was read before. */
  since: string;
  /** As it reads now. */
  issue: IssueSnapshot;
}

/** Whether something happened to the issue since, and it does not read as the push was to leave it. */
export function isDoubtful({ settings, outgoing, since, issue }: LostPush): boolean {
  if (Date.parse(issue.updatedAt) <= Date.parse(since)) return false;
  return catalogue(settings).some((field) => {
    const [wanted, is] = [outgoing[field.key], field.read(issue, settings)];
    return wanted !== undefined && is !== undefined && !equalValues(field, wanted, is);
  });
}

/**
 * @param events of the timeline since then
 * @param writers logins that our steps may have
 * @returns the base, with what our steps did
 */
export function baseAfterLostAnswer({ settings, base, outgoing, from, since, issue }: LostPush, events: readonly IssueEvent[], writers: readonly string[]): FieldValues {
  const own = new Set(writers.map(fold));
  const fields = catalogue(settings).filter(({ key }) => outgoing[key] !== undefined);
  const now = { ...base };
  let after = issue;
  for (const event of newestFirst(events, issue)) {
    // Of the second of the read before nobody can say whether it was before it.
    if (Date.parse(event.at) > Date.parse(since) && event.by != null && own.has(fold(event.by))) {
      const shown = rightAfter(event, after);
      for (const field of fields) {
        const [wanted, is] = [outgoing[field.key], field.read(shown, settings)];
        if (wanted !== undefined && is !== undefined) now[field.key] = baseAfterEcho(field, now[field.key] ?? field.empty, wanted, is, from[field.key]);
      }
    }
    after = beforeEvent(after, event);
  }
  return now;
}

/** The issue as the event left it, by what the event itself says of it. */
function rightAfter(event: IssueEvent, after: IssueSnapshot): IssueSnapshot {
  if (event.kind === 'closed') return { ...after, stateReason: event.reason ?? after.stateReason };
  if (event.kind === 'rewritten' && event.to !== undefined) return { ...after, body: event.to };
  if (event.kind === 'filled' && event.field !== null && event.to !== undefined) return { ...after, fields: { ...after.fields, [event.field]: event.to } };
  return after;
}
