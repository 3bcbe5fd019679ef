import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { asWritten, type RenderOptions } from './render.ts';
import type { MarkdownNode } from './tree.ts';

export interface MarkdownRenderer {
  /** A text that takes too long is given as it was written. */
  render(text: string, options: RenderOptions): Promise<MarkdownNode[]>;
  close(): Promise<void>;
}

/** What a person waits for at most; a description of 65,536 ordinary characters takes a tenth of it. */
const PATIENCE_MS = 5_000;
/** Characters of rendered trees that are kept. */
const KEPT = 8_000_000;

interface Task {
  id: number;
  text: string;
  options: RenderOptions;
  resolve: (tree: string | null) => void;
}

/** One text after another, in a thread that is replaced when one takes too long. */
export function createMarkdownRenderer(patienceMs = PATIENCE_MS): MarkdownRenderer {
  const kept = createCache(KEPT);
  let tasks: Task[] = [];
  let worker: Worker | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastId = 0;

  const start = (): Worker => {
    const made = new Worker(new URL('worker.ts', import.meta.url));
    made.unref();
    made.on('message', ({ id, tree }: { id: number; tree: string }) => {
      if (tasks[0]?.id === id) settle(tree);
    });
    made.on('error', () => replace(made));
    return made;
  };
  const next = (): void => {
    const [task] = tasks;
    if (!task) return;
    worker ??= start();
    const { id, text, options } = task;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage({ id, text, options });
    const busy = worker;
    timer = setTimeout(() => replace(busy), patienceMs);
  };
  const settle = (tree: string | null): void => {
    clearTimeout(timer);
    tasks.shift()?.resolve(tree);
    next();
  };
  /** The text at work is given up; the others go to a new thread. */
  const replace = (broken: Worker): void => {
    if (worker !== broken) return;
    worker = null;
    void broken.terminate();
    settle(null);
  };

  return {
    async render(text, options) {
      if (text.trim() === '') return [];
      const key = createHash('sha256').update(JSON.stringify([text, options])).digest('base64');
      const known = kept.get(key);
      if (known !== undefined) return JSON.parse(known) as MarkdownNode[];
      const tree = await new Promise<string | null>((resolve) => {
        lastId += 1;
        tasks.push({ id: lastId, text, options, resolve });
        if (tasks.length === 1) next();
      });
      const made = tree ?? JSON.stringify(asWritten(text));
      kept.set(key, made);
      return JSON.parse(made) as MarkdownNode[];
    },
    async close() {
      clearTimeout(timer);
      for (const task of tasks) task.resolve(null);
      tasks = [];
      await worker?.terminate();
      worker = null;
    },
  };
}

/** The newest texts up to so many characters together. */
function createCache(limit: number) {
  const entries = new Map<string, string>();
  let size = 0;
  return {
    get(key: string): string | undefined {
      const found = entries.get(key);
      if (found !== undefined) {
        entries.delete(key);
        entries.set(key, found);
      }
      return found;
    },
    set(key: string, value: string): void {
      if (value.length > limit / 4 || entries.has(key)) return;
      entries.set(key, value);
      size += value.length;
      for (const [oldest, old] of entries) {
        if (size <= limit) break;
        entries.delete(oldest);
        size -= old.length;
      }
    },
  };
}
