import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { IntegrationShape } from '../../../../src/http/trpc/integration-shapes.ts';
import { DueDateEditor } from '../../editors/due-date.tsx';
import { createEditing, EditingContext, rawOf, useEditing } from '../../editors/editing.ts';
import { CustomEditor, FieldRules, TagsEditor } from '../../editors/fields.tsx';
import { FiltersEditor } from '../../editors/filters.tsx';
import { StatusesEditor, WordsEditor } from '../../editors/keys.tsx';
import { MappingEditor } from '../../editors/mappings.tsx';
import { MilestonesEditor } from '../../editors/milestones.tsx';
import { Preview } from '../../editors/preview.tsx';
import { Unplaced } from '../../editors/problems.tsx';
import { Effect, useSaving } from '../../editors/save.tsx';
import { CreationEditor, DirectionEditor, PaceEditor } from '../../editors/sync.tsx';
import { usePage } from '../../page.ts';
import { integrationText } from '../../text/integration.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { floor } from '../../ui/floor.ts';
import { Loaded, useLoad } from '../../ui/load.tsx';
import { useConnection } from '../../ui/room.ts';

const text = integrationText.save;

const EDITORS = {
  sync: [DirectionEditor, PaceEditor, CreationEditor],
  filters: [FiltersEditor],
  keys: [StatusesEditor, () => <WordsEditor field="priorities" />, () => <WordsEditor field="categories" />],
  mappings: [() => <MappingEditor field="status" />, () => <MappingEditor field="priority" />, () => <MappingEditor field="category" />, MilestonesEditor, TagsEditor, DueDateEditor],
  fields: [FieldRules, CustomEditor],
} satisfies Record<string, ComponentType[]>;

/** Settings of the integration: the wizard's editors, with a way to see what a change would do before it is saved. */
export function EditedSection({ section }: { section: keyof typeof EDITORS }) {
  const { api } = usePage();
  const { projectId } = useConnection();
  const load = useLoad<IntegrationShape>(() => api.integrations.get.query({ projectId }));
  return <Loaded load={load}>{(integration) => <Editors key={integration.version} section={section} integration={integration} onSaved={(now) => (load.data.value = now)} />}</Loaded>;
}

type EditorsProps = { section: keyof typeof EDITORS; integration: IntegrationShape; onSaved: (now: IntegrationShape) => void };

function Editors({ section, integration, onSaved }: EditorsProps) {
  const { api } = usePage();
  const { projectId } = useConnection();
  const editing = useMemo(() => createEditing(api, projectId, integration), []);
  useEffect(() => {
    const names = integration.repositories.map(({ fullName }) => fullName);
    // What the repositories use helps to choose; without it everything can still be typed.
    if (names.length > 0) void api.integrations.facts.query({ projectId, repositories: names.slice(0, 20) }).then((answer) => answer.outcome === 'read' && (editing.facts.value = answer.facts), () => undefined);
    return editing.stop;
  }, []);
  return (
    <EditingContext.Provider value={editing}>
      {EDITORS[section].map((Editor, index) => (
        <Editor key={`${section} ${index}`} />
      ))}
      <SaveBar integration={integration} onSaved={onSaved} />
    </EditingContext.Provider>
  );
}

function SaveBar({ integration, onSaved }: Omit<EditorsProps, 'section'>) {
  const { api, toasts } = usePage();
  const connection = useConnection();
  const { projectId } = connection;
  const { settings, switches, problems } = useEditing();
  const trying = useSignal(false);
  const change = () => ({ projectId, expectedVersion: integration.version, settings: rawOf(settings.peek()), switches: switches.peek() });
  const { busy, save, dialogs } = useSaving(
    (more) => api.integrations.update.mutate({ ...change(), ...more }),
    (now) => {
      toasts.show({ tone: 'info', text: text.saved, about: 'settings', act: null });
      connection.readSoon();
      onSaved(now);
    },
  );
  // Each version of the integration has editors of its own.
  const before = useRef(switches.peek()).current;
  const changed = JSON.stringify(settings.value) !== JSON.stringify(integration.settings) || JSON.stringify(switches.value) !== JSON.stringify(before);
  const names = integration.repositories.map(({ fullName }) => fullName);
  const wrong = problems.value.length;
  return (
    <>
      {dialogs}
      {changed && (
        <div ref={floor} class="save-bar">
          <div role="status">
            <p>{wrong > 0 ? text.problems(wrong) : text.unsaved}</p>
            <Unplaced problems={problems.value} />
          </div>
          <Button
            onClick={() => {
              settings.value = integration.settings;
              switches.value = before;
            }}
          >
            {text.discard}
          </Button>
          {names.length > 0 && (
            <Button disabled={wrong > 0} onClick={() => (trying.value = true)}>
              {text.try}
            </Button>
          )}
          <Button variant="primary" busy={busy} disabled={wrong > 0} onClick={save}>
            {text.save}
          </Button>
        </div>
      )}
      {trying.value && (
        <Dialog wide title={integrationText.preview.ofChange} onClose={() => (trying.value = false)}>
          <Effect send={() => api.integrations.impact.mutate(change())} />
          <Preview repositories={names} />
        </Dialog>
      )}
    </>
  );
}
