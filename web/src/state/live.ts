import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { FeedEvent, FeedEventType } from '../../../src/http/feed.ts';

export type LiveState = 'connecting' | 'live' | 'waiting';

export type Live = {
  state: ReadonlySignal<LiveState>;
  close(): void;
};

export type LiveHandlers = {
  onEvent: (event: FeedEvent) => void;
  /** Connected without knowing what came before: whatever was read earlier may be out of date. */
  onFreshStart: () => void;
  /** The server would not let this page follow: maybe for now, maybe for good. */
  onRefused: () => Promise<void>;
};

const TYPES: { [T in FeedEventType]: true } = {
  'action.changed': true,
  'action.removed': true,
  'sync.progress': true,
  'health.changed': true,
  'project.changed': true,
  reset: true,
};

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

/**
 * Follows a project's live events. The browser resumes a broken stream by itself; when it gives up
 * (any answer but 200 ends an EventSource) this opens it again, after what it last saw.
 */
export function followProject(projectId: string, handlers: LiveHandlers): Live {
  const state = signal<LiveState>('connecting');
  let lastId: string | null = null;
  let source: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let wait = FIRST_RETRY_MS;

  const receive = (type: FeedEventType) => (message: MessageEvent<string>) => {
    lastId = message.lastEventId;
    // Our own server encodes this through the schemas of feed.ts.
    handlers.onEvent({ id: message.lastEventId, type, data: JSON.parse(message.data) as unknown } as FeedEvent);
  };

  const open = (): void => {
    const query = new URLSearchParams({ project: projectId });
    if (lastId !== null) query.set('after', lastId);
    source = new EventSource(`/api/events?${query}`);
    for (const type of Object.keys(TYPES) as FeedEventType[]) source.addEventListener(type, receive(type));
    source.addEventListener('open', () => {
      state.value = 'live';
      wait = FIRST_RETRY_MS;
      if (lastId === null) handlers.onFreshStart();
    });
    source.addEventListener('error', () => {
      state.value = 'waiting';
      if (source?.readyState !== EventSource.CLOSED) return;
      retry = setTimeout(open, wait);
      void handlers.onRefused();
      wait = Math.min(wait * 2, LONGEST_RETRY_MS);
    });
  };

  const hurry = (): void => {
    if (source?.readyState !== EventSource.CLOSED) return;
    clearTimeout(retry);
    open();
  };
  window.addEventListener('online', hurry);
  open();
  return {
    state,
    close() {
      window.removeEventListener('online', hurry);
      clearTimeout(retry);
      source?.close();
    },
  };
}
