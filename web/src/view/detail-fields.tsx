import type { ComponentChildren } from 'preact';
import type { Entity } from '../state/entities.ts';
import { text } from '../text.ts';
import { Ago } from './ago.tsx';
import { Avatar } from './avatars.tsx';
import { Icon } from './icon.tsx';
import { Label } from './label.tsx';
import { PriorityIcon, priorityName } from './priority.tsx';
import { useProject } from './project-context.ts';
import { statusOf, StatusIcon } from './status-icon.tsx';
import { valueText } from './value-text.ts';

function Field({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="field">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function People({ names }: { names: string[] }) {
  if (names.length === 0) return <span class="muted">{text.detail.nobody}</span>;
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

/** The status and priority, which open a menu. */
function Editable({ entity }: { entity: Entity }) {
  const { session, pickStatus, pickPriority } = useProject();
  const action = entity.shown.value;
  const status = statusOf(session.project.value?.statuses, action.status);
  return (
    <>
      <Field name={text.detail.status}>
        <button
          type="button"
          class="value-button"
          data-status={status.key}
          aria-haspopup="listbox"
          aria-label={text.list.changeStatus(status.name)}
          onClick={(event) => pickStatus(entity, event.currentTarget)}
        >
          <StatusIcon category={status.category} />
          {status.name}
          <Icon name="triangleDown" />
        </button>
      </Field>
      <Field name={text.detail.priority}>
        <button type="button" class="value-button" aria-haspopup="listbox" onClick={(event) => pickPriority(entity, event.currentTarget)}>
          <PriorityIcon priority={action.priority} />
          {priorityName(action.priority)}
          <Icon name="triangleDown" />
        </button>
      </Field>
    </>
  );
}

export function DetailFields({ entity }: { entity: Entity }) {
  const action = entity.shown.value;
  const custom = Object.entries(action.customFields).filter(([, value]) => value !== null);
  return (
    <dl class="fields">
      <Editable entity={entity} />
      <Field name={text.detail.assignees}>
        <People names={action.assignees} />
      </Field>
      <Field name={text.detail.labels}>
        {action.tags.length === 0 ? (
          <span class="muted">{text.detail.noLabels}</span>
        ) : (
          <span class="labels labels-wrap">
            {action.tags.map((tag) => (
              <Label key={tag} name={tag} />
            ))}
          </span>
        )}
      </Field>
      {action.milestone !== null && (
        <Field name={text.detail.milestone}>
          <span class="with-icon" dir="auto">
            <Icon name="milestone" />
            {action.milestone}
          </span>
        </Field>
      )}
      {action.category !== null && <Field name={text.detail.category}>{action.category}</Field>}
      {custom.map(([name, value]) => (
        <Field key={name} name={name}>
          {valueText(value)}
        </Field>
      ))}
      <Field name={text.detail.created}>
        <Ago at={action.createdAt} />
      </Field>
      <Field name={text.detail.updated}>
        <Ago at={action.updatedAt} />
      </Field>
    </dl>
  );
}
