import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Action, HistoryEntry } from '../../../src/http/trpc/shapes.ts';
import type { Fault } from '../api.ts';
import { faultOf } from '../api.ts';
import { formatFilters } from '../filters.ts';
import { usePage } from '../page.ts';
import { addressOf } from '../router.ts';
import type { Entity } from '../state/entities.ts';
import { text } from '../text.ts';
import { DetailFields } from './detail-fields.tsx';
import { History } from './history.tsx';
import { Icon } from './icon.tsx';
import { FOCUS_ROW } from './keys.ts';
import { useProject } from './project-context.ts';
import { syncSentence, syncStateOf } from './sync-mark.tsx';

/** A burst of edits reads the details once. */
const SETTLE_MS = 250;

type Details = { action: Action; history: HistoryEntry[] };

/** Reads an action's details, and again whenever the action is seen to change. */
function useDetails(id: string) {
  const { api } = usePage();
  const { session } = useProject();
  const details = useSignal<Details | null>(null);
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
  return { details, fault, entity, read: () => void read() };
}

function SyncNotice({ entity }: { entity: Entity }) {
  const saving = Object.keys(entity.unconfirmed.value).length > 0;
  const { github } = entity.shown.value;
  const state = syncStateOf(github, saving);
  return (
    <p class={`notice notice-${state}`} role="status">
      <Icon name={state === 'attention' ? 'alert' : state === 'pending' ? 'sync' : state === 'local' ? 'unlink' : 'check'} />
      <span>{syncSentence(github, state)}</span>
    </p>
  );
}

function PanelHead({ entity, onClose }: { entity: Entity | undefined; onClose: () => void }) {
  const github = entity?.shown.value.github ?? null;
  return (
    <header class="detail-head">
      <button type="button" class="icon-button detail-back" aria-label={text.detail.back} onClick={onClose}>
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
      <button type="button" class="icon-button detail-close" aria-label={text.detail.close} onClick={onClose}>
        <Icon name="x" />
      </button>
    </header>
  );
}

/** One action beside the list, or in its place on a narrow screen. */
export function DetailPanel({ id }: { id: string }) {
  const { router, filters } = usePage();
  const { projectId } = useProject();
  const { details, fault, entity, read } = useDetails(id);
  const heading = useRef<HTMLHeadingElement>(null);
  const close = (): void => {
    router.go(addressOf(projectId, null, formatFilters(filters.peek())));
    dispatchEvent(new CustomEvent(FOCUS_ROW, { detail: id }));
  };
  const shown = entity.value;
  useEffect(() => {
    // Where the list is hidden behind, the reader has to be taken along.
    if (shown !== undefined && matchMedia('(max-width: 1011px)').matches) heading.current?.focus();
  }, [shown === undefined]);

  const description = details.value?.action.description;
  return (
    <section class="detail" aria-label={text.detail.label} aria-busy={details.value === null && fault.value === null}>
      <PanelHead entity={shown} onClose={close} />
      <div class="detail-body" tabIndex={0} role="group" aria-label={text.detail.content}>
        {shown !== undefined && (
          <>
            <h2 ref={heading} class="detail-title" dir="auto" tabIndex={-1}>
              {shown.shown.value.title}
            </h2>
            <SyncNotice entity={shown} />
            <DetailFields entity={shown} />
          </>
        )}
        {fault.value !== null && (
          <div class="blank" role="alert">
            <h2>{fault.value.kind === 'missing' ? text.detail.missing : text.detail.failed}</h2>
            {fault.value.kind !== 'missing' && (
              <button type="button" class="button" onClick={read}>
                {text.fault.retry}
              </button>
            )}
          </div>
        )}
        {fault.value === null && (
          <>
            <h3>{text.detail.description}</h3>
            {description === undefined ? (
              <span class="skeleton skeleton-text" />
            ) : description.trim() === '' ? (
              <p class="muted">{text.detail.noDescription}</p>
            ) : (
              <div class="prose" dir="auto">
                {description}
              </div>
            )}
            <h3>{text.detail.history}</h3>
            {details.value === null ? <span class="skeleton skeleton-text" /> : <History entries={details.value.history} />}
          </>
        )}
      </div>
    </section>
  );
}
