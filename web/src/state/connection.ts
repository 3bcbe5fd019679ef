import { signal } from '@preact/signals';
import type { ReadonlySignal, Signal } from '@preact/signals';
import type { FeedEvent } from '../../../src/http/feed.ts';
import type { Project } from '../../../src/http/trpc/shapes.ts';
import type { Fault } from '../api.ts';
import type { Api } from '../call.ts';
import { faultOf } from '../api.ts';
import { followProject } from './live.ts';
import type { LiveState } from './live.ts';

/** At most one reading of the project in this time, however many events arrive. */
const READ_EVERY_MS = 1_000;
/** How long the first reading waits for the live stream. */
const PATIENCE_MS = 300;

export type Listener = {
  onEvent?: (event: FeedEvent) => void;
  /** What was read before may be out of date: read it again. */
  onReset?: () => void;
};

/** An open project: what it is, and the one live stream that all of its screens hear. */
export type Connection = {
  projectId: string;
  project: Signal<Project | null>;
  fault: ReadonlySignal<Fault | null>;
  liveState: ReadonlySignal<LiveState>;
  /** When reading may begin: what is read after the stream is open can miss nothing. */
  ready: Promise<void>;
  /** Reads the project again, now. */
  read(): Promise<void>;
  /** Reads it soon, once for many events. */
  readSoon(): void;
  /** @returns what ends the listening */
  listen(listener: Listener): () => void;
  close(): void;
};

/** Runs `work` now, and again once after calls that came meanwhile or too soon. */
export function throttled(work: () => Promise<void>, everyMs: number): { ask: () => void; stop: () => void } {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let last = -Infinity;
  const ask = (): void => {
    if (waiting !== undefined) return;
    waiting = setTimeout(
      () => {
        waiting = undefined;
        last = performance.now();
        void work();
      },
      Math.max(0, last + everyMs - performance.now()),
    );
  };
  return { ask, stop: () => clearTimeout(waiting) };
}

/** Signed out, or no member any more: nothing of the project is for this page now. */
export const isOver = (fault: Fault | null): boolean => fault?.kind === 'signedOut' || fault?.kind === 'missing';

export function connect(api: Api, projectId: string): Connection {
  const project = signal<Project | null>(null);
  const fault = signal<Fault | null>(null);
  const listeners = new Set<Listener>();
  const read = async (): Promise<void> => {
    try {
      project.value = await api.projects.get.query({ id: projectId });
      fault.value = null;
    } catch (error) {
      fault.value = faultOf(error);
    }
  };
  const soon = throttled(read, READ_EVERY_MS);
  const reset = (): void => {
    void read();
    for (const { onReset } of listeners) onReset?.();
  };
  const following = Promise.withResolvers<void>();
  let asked = false;
  const live = followProject(projectId, {
    onEvent(event) {
      if (event.type === 'reset') return reset();
      if (event.type === 'sync.progress') mark(project, event.data.repository, soon.ask);
      else soon.ask();
      for (const { onEvent } of listeners) onEvent?.(event);
    },
    onFreshStart: () => (asked ? reset() : following.resolve()),
    async onRefused() {
      await read();
      if (isOver(fault.peek())) live.close();
    },
  });
  setTimeout(following.resolve, PATIENCE_MS);
  void following.promise.then(() => {
    asked = true;
    return read();
  });
  return {
    projectId,
    project,
    fault,
    liveState: live.state,
    ready: following.promise,
    read,
    readSoon: soon.ask,
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      live.close();
      soon.stop();
    },
  };
}

/** Writes a repository's progress into the project that is shown; one that is not there yet asks for a reading. */
function mark(project: Signal<Project | null>, repository: Project['repositories'][number], ask: () => void): void {
  const before = project.peek();
  if (before === null) return;
  if (!before.repositories.some((one) => one.id === repository.id)) return ask();
  project.value = { ...before, repositories: before.repositories.map((one) => (one.id === repository.id ? repository : one)) };
}
