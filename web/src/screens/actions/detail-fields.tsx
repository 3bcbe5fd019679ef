import type { ComponentChildren } from 'preact';
import type { EditableFieldShape } from '../../../../src/http/trpc/action-shapes.ts';
import type { Entity } from '../../state/entities.ts';
import * as text from '../../text.ts';
import * as work from '../../text/work.ts';
import { Ago } from '../../view/ago.tsx';
import { Avatar } from '../../view/avatars.tsx';
import { Icon } from '../../view/icon.tsx';
import { Label } from '../../view/label.tsx';
import { changesTo, valueOf } from '../../view/pick.tsx';
import { PriorityIcon, priorityName } from '../../view/priority.tsx';
import { useProject } from '../../view/project-context.ts';
import type { MenuField } from '../../view/project-context.ts';
import { statusOf, StatusIcon } from '../../view/status-icon.tsx';
import { valueText } from '../../view/value-text.ts';
import { Entry } from './entry.tsx';

function Field({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="field">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A value as it is read. */
function Value({ field, value }: { field: string; value: unknown }) {
  const names = Array.isArray(value) ? value.map(String) : [];
  if (field === 'tags' && names.length > 0) {
    return (
      <span class="labels labels-wrap">
        {names.map((name) => (
          <Label key={name} name={name} />
        ))}
      </span>
    );
  }
  if (field === 'assignees' && names.length > 0) {
    return (
      <span class="people">
        {names.map((name) => (
          <span key={name} class="person">
            <Avatar name={name} />
            {name}
          </span>
        ))}
      </span>
    );
  }
  const words = valueText(value);
  return words === '' ? <span class="muted">{field === 'assignees' ? text.detail.nobody : text.actions.none}</span> : <span dir="auto">{words}</span>;
}

/** A value by its signs: a status and a priority have signs of their own. */
export function Shown({ field, value }: { field: string; value: unknown }) {
  const { session } = useProject();
  if (field === 'status') {
    const status = statusOf(session.project.value?.statuses, valueText(value));
    return (
      <>
        <StatusIcon category={status.category} />
        {status.name}
      </>
    );
  }
  if (field !== 'priority') return <Value field={field} value={value} />;
  const priority = typeof value === 'string' ? value : null;
  return (
    <>
      <PriorityIcon priority={priority} />
      {priorityName(priority)}
    </>
  );
}

const BY_MENU: readonly string[] = ['status', 'priority', 'category', 'tags', 'assignees', 'milestone', 'issueType'];

function EditableField({ entity, field }: { entity: Entity; field: EditableFieldShape }) {
  const { pick } = useProject();
  const value = valueOf(entity.shown.value, field.key);
  const byMenu = BY_MENU.includes(field.key) || field.kind.endsWith('_select') || field.kind === 'person';
  if (!byMenu) return <Entry entity={entity} field={field} value={value} changes={(wanted) => changesTo(field.key, wanted)} />;
  const status = field.key === 'status' ? { 'data-status': valueText(value) } : {};
  return (
    <button
      type="button"
      class="value-button is-set"
      {...status}
      data-pick={field.key}
      aria-haspopup="listbox"
      title={text.actions.change(text.actions.fields[field.key] ?? field.name)}
      onClick={(event) => pick(field.key as MenuField, [entity], event.currentTarget)}
    >
      <Shown field={field.key} value={value} />
      <Icon name="triangleDown" />
    </button>
  );
}

/** Fields until the form is known: those that every project has, as they are read, so that nothing below moves. */
const USUAL = [...BY_MENU, 'dueDate'].map((key): EditableFieldShape => ({ key, name: key, kind: 'text', options: [], readOnly: null }));

export function DetailFields({ entity, mayEdit }: { entity: Entity; mayEdit: boolean }) {
  const { session } = useProject();
  const action = entity.shown.value;
  const fields = session.form.value?.fields.filter(({ key }) => key !== 'title' && key !== 'description') ?? null;
  const known = new Set(fields?.map(({ key }) => key));
  // Values of fields that the project no longer has.
  const others = Object.entries(action.customFields).filter(([key, value]) => value !== null && !known.has(`custom.${key}`));
  return (
    <dl class="fields">
      {(fields ?? USUAL).map((field) => {
        const why = action.github === null ? null : field.readOnly;
        return (
          <Field key={field.key} name={text.actions.fields[field.key] ?? field.name}>
            {fields !== null && mayEdit && why === null ? (
              <EditableField entity={entity} field={field} />
            ) : (
              <span class="with-icon field-plain" title={why ?? undefined}>
                <Shown field={field.key} value={valueOf(action, field.key)} />
                {why !== null && mayEdit && (
                  <span class="muted">
                    <Icon name="lock" />
                    <span class="hidden">{why}</span>
                  </span>
                )}
              </span>
            )}
          </Field>
        );
      })}
      {others.map(([name, value]) => (
        <Field key={name} name={name}>
          {valueText(value)}
        </Field>
      ))}
      <Field name={work.detail.created}>
        <Ago at={action.createdAt} />
      </Field>
      <Field name={work.detail.updated}>
        <Ago at={action.updatedAt} />
      </Field>
    </dl>
  );
}
