import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { ActionDetail } from '../../../../src/http/trpc/action-shapes.ts';
import type { Fault } from '../../api.ts';
import { faultOf } from '../../api.ts';
import { formatFilters } from '../../filters.ts';
import { usePage } from '../../page.ts';
import { addressOf } from '../../router.ts';
import type { Entity } from '../../state/entities.ts';
import * as text from '../../text.ts';
import * as work from '../../text/work.ts';
import { useAct } from '../../ui/act.ts';
import { Badge, Notice } from '../../ui/bits.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../view/icon.tsx';
import { FOCUS_ROW } from '../../view/keys.ts';
import { useProject } from '../../view/project-context.ts';
import { ICONS, syncSentence, syncStateOf } from '../../view/sync-mark.tsx';
import { Description } from './description.tsx';
import { DetailFields } from './detail-fields.tsx';
import { DetailMenu } from './detail-menu.tsx';
import { History } from './history.tsx';
import { Pulls } from './pulls.tsx';
import { Title } from './title.tsx';
import { Trouble } from './trouble.tsx';

/** A burst of edits reads the details once. */
const SETTLE_MS = 250;

/** Reads an action's details, and again whenever the action is seen to change. */
function useDetails(id: string) {
  const { api } = usePage();
  const { session } = useProject();
  const details = useSignal<ActionDetail | null>(null);
  const fault = useSignal<Fault | null>(null);
  const entity = useSignal<Entity | undefined>(session.entities.get(id));
  const latest = useRef(0);
  const read = async (): Promise<void> => {
    const turn = ++latest.current;
    const askedAt = session.entities.heard();
    try {
      const answer = await api.actions.get.query({ id });
      if (turn !== latest.current) return;
      entity.value = session.entities.read(answer.action, askedAt);
      details.value = answer;
      fault.value = null;
    } catch (error) {
      if (turn === latest.current && details.peek() === null) fault.value = faultOf(error);
    }
  };
  useEffect(() => {
    void read();
    void session.readForm();
    return () => {
      latest.current = -1;
    };
  }, [id]);
  useSignalEffect(() => {
    const version = entity.value?.server.value.version;
    const known = details.peek()?.action.version;
    if (known === undefined || version === known) return undefined;
    const timer = setTimeout(() => void read(), SETTLE_MS);
    return () => clearTimeout(timer);
  });
  const again = (): void => {
    void read();
    // Without it nothing can be edited.
    if (session.form.peek() === null) void session.readForm();
  };
  return { details, fault, entity, read: again };
}

/** Earlier entries than those that came with the details. */
function useHistory(details: ActionDetail | null, id: string) {
  const { api } = usePage();
  const older = useSignal<{ entries: ActionDetail['history']; next: string | null } | null>(null);
  const { busy, act } = useAct();
  const first = details?.history ?? [];
  const last = first.at(-1)?.id;
  const more = (older.value?.entries ?? []).filter((entry) => last === undefined || Number(entry.id) < Number(last));
  const next = older.value === null ? (details?.historyNext ?? null) : older.value.next;
  const read = async (): Promise<void> => {
    const page = await api.actions.history.query({ id, before: next });
    older.value = { entries: [...more, ...page.entries], next: page.next };
  };
  return { entries: [...first, ...more], next, busy: busy.value, onMore: () => void act(read) };
}

function SyncNotice({ entity, mayEdit }: { entity: Entity; mayEdit: boolean }) {
  const saving = Object.keys(entity.unconfirmed.value).length > 0;
  const { github, issueCreation } = entity.shown.value;
  const state = issueCreation?.state === 'refused' ? 'attention' : issueCreation !== null ? 'pending' : syncStateOf(github, saving);
  if (state === 'attention') return <Trouble entity={entity} mayEdit={mayEdit} />;
  const words = work.detail;
  const sentence =
    issueCreation === null
      ? syncSentence(github, state)
      : `${words.making(issueCreation.repository)} ${issueCreation.note ?? ''}`;
  return (
    <p class={`notice notice-${state}`} role="status">
      <Icon name={ICONS[state]} />
      <span>{sentence}</span>
    </p>
  );
}

/** The issue beside the action: open or how it was closed, and whether it is locked. */
function IssueState({ entity }: { entity: Entity }) {
  const { github } = entity.shown.value;
  if (github === null) return null;
  const names = work.detail.issueStates;
  const key = github.state === 'open' ? 'open' : ((github.stateReason ?? 'closed') as keyof typeof names);
  const isDone = github.state === 'closed' && key !== 'not_planned' && key !== 'duplicate';
  return (
    <p class="issue-state">
      <Badge tone={github.state === 'open' ? 'success' : isDone ? 'done' : 'neutral'} icon={github.state === 'open' ? 'issueOpened' : isDone ? 'issueClosed' : 'skip'}>
        {names[key] ?? names.closed}
      </Badge>
      {github.locked && (
        <Badge icon="lock">
          {work.detail.locked}
        </Badge>
      )}
    </p>
  );
}

type HeadProps = { entity: Entity | undefined; detail: ActionDetail | null; mayEdit: boolean; read: () => void; onClose: () => void };

function PanelHead({ entity, detail, mayEdit, read, onClose }: HeadProps) {
  const github = entity?.shown.value.github ?? null;
  return (
    <header class="detail-head">
      <button type="button" class="icon-button detail-back" aria-label={work.detail.back} onClick={onClose}>
        <Icon name="chevronRight" class="flip" />
      </button>
      {github !== null && (
        <a class="detail-origin" href={github.url} target="_blank" rel="noopener noreferrer">
          <Icon name="markGithub" />
          <span>
            {github.repository}#{github.number}
          </span>
          <Icon name="linkExternal" />
        </a>
      )}
      <span class="detail-tools">
        {entity !== undefined && detail !== null && <DetailMenu entity={entity} detail={detail} mayEdit={mayEdit} read={read} onGone={onClose} />}
        <button type="button" class="icon-button detail-close" aria-label={work.detail.close} onClick={onClose}>
          <Icon name="x" />
        </button>
      </span>
    </header>
  );
}

function Put({ detail, read }: { detail: ActionDetail; read: () => void }) {
  const { api } = usePage();
  const { act } = useAct();
  const { archived, action: { id } } = detail;
  if (archived === null) return null;
  const back = (): void => void act(() => (archived === 'deleted' ? api.actions.undelete.mutate({ id }) : api.actions.setArchived.mutate({ id, archived: false })), undefined, id).then(read);
  return (
    <Notice tone="attention" icon="archive">
      <p>{work.detail.archivedNote[archived]}</p>
      {archived !== 'filter' && (
        <Button small onClick={back}>
          {archived === 'deleted' ? work.detail.undelete : work.detail.unarchive}
        </Button>
      )}
    </Notice>
  );
}

/** One action beside the list, or in its place on a narrow screen. */
export function Detail({ id }: { id: string }) {
  const { router, filters, api } = usePage();
  const { act } = useAct();
  const { projectId, session } = useProject();
  const { details, fault, entity, read } = useDetails(id);
  const heading = useRef<HTMLHeadingElement>(null);
  const close = (): void => {
    router.go(addressOf(projectId, null, formatFilters(filters.peek())));
    dispatchEvent(new CustomEvent(FOCUS_ROW, { detail: id }));
  };
  const shown = entity.value;
  useLayoutEffect(() => {
    // Where the list is hidden behind, the reader has to be taken along.
    if (shown !== undefined && matchMedia('(max-width: 1011px)').matches) heading.current?.focus();
  }, [shown === undefined]);

  const detail = details.value;
  const history = useHistory(detail, id);
  const mayEdit = session.project.value?.role !== 'viewer';
  const readOnlyOf = (key: string): string | null => {
    if (!mayEdit) return null;
    return shown?.shown.value.github == null ? null : (session.form.value?.fields.find((field) => field.key === key)?.readOnly ?? null);
  };
  const restore = async (eventId: string, field: string): Promise<void> => {
    await act(async () => {
      session.entities.read(await api.actions.restore.mutate({ id, eventId, field }), session.entities.heard());
    }, work.detail.restored, eventId + field);
    read();
  };
  return (
    <section class="detail" aria-label={text.detail.label} aria-busy={detail === null && fault.value === null}>
      <PanelHead entity={shown} detail={detail} mayEdit={mayEdit} read={read} onClose={close} />
      <div class="detail-body" tabIndex={0} role="group" aria-label={work.detail.content}>
        {shown !== undefined && (
          <>
            <Title entity={shown} heading={heading} readOnly={mayEdit ? readOnlyOf('title') : ''} />
            <IssueState entity={shown} />
            {detail !== null && <Put detail={detail} read={read} />}
            <SyncNotice entity={shown} mayEdit={mayEdit} />
            <DetailFields entity={shown} mayEdit={mayEdit} />
          </>
        )}
        {fault.value !== null && (
          <div class="blank" role="alert">
            <h2>{fault.value.kind === 'missing' ? work.detail.missing : work.detail.failed}</h2>
            {fault.value.kind !== 'missing' && (
              <button type="button" class="button" onClick={read}>
                {text.fault.retry}
              </button>
            )}
          </div>
        )}
        {fault.value === null && (detail === null || shown === undefined) && <span class="skeleton skeleton-text" />}
        {detail !== null && shown !== undefined && (
          <>
            <Description entity={shown} detail={detail} mayEdit={mayEdit} readOnly={readOnlyOf('description')} read={read} />
            <Pulls entity={shown} mayEdit={mayEdit} />
            <h3>{work.detail.history}</h3>
            <History {...history} onRestore={mayEdit ? (eventId, field) => void restore(eventId, field) : null} />
          </>
        )}
      </div>
    </section>
  );
}
