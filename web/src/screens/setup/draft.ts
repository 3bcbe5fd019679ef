import { effect, signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type { IntegrationShape, SavedDraft } from '../../../../src/http/trpc/integration-shapes.ts';
import type { Api } from '../../call.ts';
import { createEditing, rawOf } from '../../editors/editing.ts';
import type { Editing, Settings } from '../../editors/editing.ts';

const SAVE_MS = 400;
/** What could not be saved is tried again after this long, until it is. */
const AGAIN_MS = 3_000;

/** The wizard's work: kept on the server as it goes, so that a reload, another device or a step back loses nothing. */
export type Draft = {
  editing: Editing;
  integration: IntegrationShape;
  repositories: Signal<string[]>;
  /** Private ones that this person agreed to link, knowing who will see them. */
  consents: Signal<string[]>;
  /** Whether the mappings were filled in from the repositories, or by hand; before that they are nobody's choice. */
  mapped: Signal<boolean>;
  saving: Signal<'saved' | 'saving' | 'failed'>;
  /** Ends it; what waits to be saved is saved, unless the draft has served its purpose. */
  close(keep?: boolean): void;
};

export function openDraft(api: Api, projectId: string, integration: IntegrationShape, saved: SavedDraft | null, step: () => string): Draft {
  const start = (saved?.settings ?? {}) as Partial<Settings>;
  const editing = createEditing(api, projectId, integration, start, definedOnly(saved?.switches ?? {}));
  const linked = integration.repositories.map(({ fullName }) => fullName);
  const repositories = signal<string[]>([...new Set([...linked, ...(saved?.repositories ?? [])])]);
  const consents = signal<string[]>(saved?.consents ?? []);
  const mapped = signal(start.mappings !== undefined || integration.state !== 'draft');
  const saving = signal<'saved' | 'saving' | 'failed'>('saved');
  let timer: ReturnType<typeof setTimeout> | undefined;
  let open = true;
  const save = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const { mappings, ...rest } = editing.settings.peek();
    const settings = rawOf(mapped.peek() ? { ...rest, mappings } : rest);
    try {
      await api.integrations.saveDraft.mutate({ projectId, draft: { settings, repositories: repositories.peek(), consents: consents.peek(), switches: editing.switches.peek(), step: step() } });
      if (timer === undefined) saving.value = 'saved';
    } catch {
      // Where more was changed meanwhile, that is saved next, with all of this.
      if (!open || timer !== undefined) return;
      saving.value = 'failed';
      saveIn(AGAIN_MS);
    }
  };
  const saveIn = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void save(), ms);
  };
  let first = true;
  const stop = effect(() => {
    void [editing.settings.value, editing.switches.value, repositories.value, consents.value, mapped.value];
    // What was just read need not be written.
    if (first) {
      first = false;
      return;
    }
    saving.value = 'saving';
    saveIn(SAVE_MS);
  });
  return {
    editing, integration, repositories, consents, mapped, saving,
    close(keep = true) {
      open = false;
      stop();
      editing.stop();
      if (timer === undefined) return;
      if (keep) void save();
      clearTimeout(timer);
      timer = undefined;
    },
  };
}

function definedOnly<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
