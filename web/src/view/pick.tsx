import type { ActionForm, EditableFieldShape } from '../../../src/http/trpc/action-shapes.ts';
import type { ActionChanges, ActionSummary } from '../../../src/http/trpc/shapes.ts';
import type { Entity } from '../state/entities.ts';
import type { Entry, Menu, MenuOption, Menus } from '../state/menus.ts';
import type { ProjectSession } from '../state/project.ts';
import * as text from '../text.ts';
import { Avatar } from './avatars.tsx';
import { hueOf } from './hue.ts';
import { PriorityIcon, priorityName } from './priority.tsx';
import type { ProjectView } from './project-context.ts';
import { StatusIcon } from './status-icon.tsx';
import { valueText } from './value-text.ts';

type Parts = { menus: Menus; session: ProjectSession } & Pick<ProjectView, 'change' | 'changeSelected'>;

/** In a menu: none of the values. */
const NONE = '';

const SETS: readonly string[] = ['tags', 'assignees'];

/** A project's own field by its own key; null for those that every project has. */
const customKey = (field: string): string | null => (field.startsWith('custom.') ? field.slice('custom.'.length) : null);

export function valueOf(action: ActionSummary, field: string): unknown {
  const own = customKey(field);
  return own === null ? action[field as 'title'] : action.customFields[own];
}

export function changesTo(field: string, value: string[] | string | number | null): ActionChanges {
  const own = customKey(field);
  return own === null ? { [field]: value } : { customFields: { [own]: value } };
}

const selectedIn = (entity: Entity, field: string): string[] => {
  const value = valueOf(entity.shown.peek(), field);
  return Array.isArray(value) ? value.map(String) : [valueText(value)];
};

function iconOf(field: string, value: string) {
  if (field === 'priority') return <PriorityIcon priority={value === NONE ? null : value} />;
  if (value === NONE) return undefined;
  if (field === 'assignees') return <Avatar name={value} />;
  return field === 'tags' ? <span class={`dot hue-${hueOf(value)}`} /> : undefined;
}

/** What is in use for a field that takes any words. */
function suggested({ key, kind }: Pick<EditableFieldShape, 'key' | 'kind'>, { tags, assignees, milestones, issueTypes }: ActionForm['suggestions']): string[] | undefined {
  return ({ tags, assignees, milestone: milestones, issueType: issueTypes } as Record<string, string[]>)[key] ?? (kind === 'person' ? assignees : undefined);
}

/** How a field is entered that has nothing to choose from. */
function entryOf({ key, kind }: EditableFieldShape): Entry | undefined {
  return key === 'milestone' || key === 'issueType' ? undefined : ({ text: 'text', lines: 'lines', number: 'number', date: 'date' } as Partial<Record<string, Entry>>)[kind];
}

/** The choices of a field, read while the menu is drawn; null while they are being fetched. */
function optionsOf(session: ProjectSession, field: string, used: string[]): MenuOption[] | null {
  if (field === 'status') {
    return (session.project.value?.statuses ?? []).map(({ key, name, category }) => ({ value: key, label: name, icon: <StatusIcon category={category} /> }));
  }
  const form = session.form.value;
  if (form === null) return null;
  const known = form.fields.find(({ key }) => key === field);
  const multiple = SETS.includes(field) || known?.kind === 'multi_select';
  const values = [...new Set([...(multiple ? used : []), ...(known?.options.map(({ value }) => value) ?? []), ...((known && suggested(known, form.suggestions)) ?? [])])].filter((one) => one !== NONE);
  return [...values, ...(multiple ? [] : [NONE])].map((value) => {
    const icon = iconOf(field, value);
    const label = field === 'priority' ? priorityName(value === NONE ? null : value) : value === NONE ? text.actions.none : value;
    return { value, label, ...(icon !== undefined && { icon }) };
  });
}

/** The menu of a field: whether one or several can be chosen, from what, and whether that may be a value of one's own. */
export function menuOf(session: ProjectSession, field: string, selected: string[]): Omit<Menu, 'anchor' | 'onChange' | 'onDone'> {
  const known = session.form.peek()?.fields.find(({ key }) => key === field);
  const entry = known && entryOf(known);
  const free = SETS.includes(field) || field === 'milestone' || field === 'issueType' || (customKey(field) !== null && known?.options.length === 0);
  return {
    title: text.actions.fields[field] ?? known?.name ?? field,
    options: () => optionsOf(session, field, selected),
    selected,
    multiple: SETS.includes(field) || known?.kind === 'multi_select',
    searchable: field !== 'status' && field !== 'priority' && field !== 'category',
    ...(free && { own: text.actions.own }),
    ...(entry && { entry }),
  };
}

/** Opens menus of fields. Several actions are changed in one go: what is ticked comes to all of them, what is unticked goes. */
export function createPick({ menus, session, change, changeSelected }: Parts): ProjectView['pick'] {
  return (field, entities, anchor) => {
    const [only] = entities;
    if (only === undefined || session.project.peek()?.role === 'viewer') return;
    if (field !== 'status') void session.readForm();
    const many = entities.length > 1 || session.selection.ids.peek().has(only.id);
    const common = entities.map((entity) => selectedIn(entity, field)).reduce((all, one) => all.filter((value) => one.includes(value)));
    const menu = menuOf(session, field, common);
    const { multiple, entry } = menu;
    const own = customKey(field);
    const setOf = (selected: string[]) => ({ add: selected.filter((value) => !common.includes(value)), remove: common.filter((value) => !selected.includes(value)) });
    const done = (selected: string[]): void => {
      if (multiple && many) void changeSelected(own === null ? { [field]: setOf(selected) } : { customFields: { [own]: setOf(selected) } });
      else if (multiple) void change(only, changesTo(field, selected));
      else {
        const [chosen = NONE] = selected;
        const none = entry === 'text' || entry === 'lines' ? '' : null;
        const value = chosen === NONE ? none : entry === 'number' ? Number(chosen) : chosen;
        if (many) void changeSelected({ changes: changesTo(field, value) });
        else if (chosen !== (common[0] ?? NONE)) void change(only, changesTo(field, value));
      }
    };
    menus.show({ ...menu, anchor, onChange: multiple ? () => undefined : done, ...(multiple && { onDone: done }) });
  };
}
