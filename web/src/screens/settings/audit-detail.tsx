import type { AuditLine, ProjectMember } from '../../../../src/http/trpc/shapes.ts';
import { placeName } from '../../editors/editing.ts';
import type { Settings } from '../../editors/editing.ts';
import { integrationText } from '../../text/integration.ts';
import { settingsText } from '../../text/settings.ts';
import { useProjectShape } from '../../ui/room.ts';
import { valueText } from '../../view/value-text.ts';

const text = settingsText.audit;
/** More are told as their number. */
const SHOWN = 8;

type Change = { path: string; before: unknown; after: unknown };

const isTree = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Where two values differ, as deep as both go. */
export function changesBetween(before: unknown, after: unknown, path = ''): Change[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (!isTree(before) || !isTree(after)) return [{ path, before, after }];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => changesBetween(before[key as never], after[key as never], path === '' ? key : `${path}.${key}`));
}

const WORDS: Record<string, string> = { ...integrationText.policies, ...integrationText.directions, ...settingsText.people.roles, ...text.rights, ...text.values };

/** A value in a line; of what has parts of its own only how many. */
function shown(value: unknown): string {
  if (!isTree(value)) return WORDS[String(value)] ?? (valueText(value) || text.nothing);
  const parts = Object.entries(value);
  if (parts.some(([, part]) => isTree(part))) return text.entries(parts.length);
  return parts.map(([key, part]) => (Array.isArray(value) ? shown(part) : `${key} ${shown(part)}`)).join(', ') || text.nothing;
}

/** What a line of the audit log is about: what changed from what to what, else what the program noted. */
export function AuditDetail({ detail: { before, after, ...rest }, members }: { detail: AuditLine['detail']; members: readonly ProjectMember[] }) {
  const { repositories } = useProjectShape();
  const settings = after as Settings | undefined;
  const changes = changesBetween(before ?? null, after ?? null);
  const nameOf = (path: string): string => (settings?.mappings === undefined ? (text.details[path || 'role'] ?? path) : placeName(path, settings));
  /** Ids of the project's own people and repositories by their names. */
  const said = (key: string, value: unknown): string =>
    key === 'user' ? (members.find(({ userId }) => userId === String(value))?.login ?? text.who.person) : key === 'repository' ? (repositories.find(({ id }) => id === String(value))?.fullName ?? text.elsewhere) : key === 'renamed' ? (value as { from: string; to: string }[]).map(({ from, to }) => `${from} → ${to}`).join(', ') : shown(value);
  // Of what the program counted, what is none says nothing.
  const noted = Object.entries(rest).filter(([key, value]) => key in text.details && value !== 0);
  if (changes.length + noted.length === 0) return null;
  return (
    <ul class="audit-detail">
      {changes.slice(0, SHOWN).map((change) => (
        <li key={change.path}>
          {nameOf(change.path)} <span class="muted">{shown(change.before)}</span> → {shown(change.after)}
        </li>
      ))}
      {changes.length > SHOWN && <li class="muted">{text.more(changes.length - SHOWN)}</li>}
      {noted.map(([key, value]) => (
        <li key={key} class="muted">
          {text.details[key]}: {said(key, value)}
        </li>
      ))}
    </ul>
  );
}
