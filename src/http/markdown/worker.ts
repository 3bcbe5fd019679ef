/** Renders in a thread of its own: a text made to be slow must not hold up the service. */
import { parentPort } from 'node:worker_threads';
import { renderMarkdown, type RenderOptions } from './render.ts';

parentPort?.on('message', ({ id, text, options }: { id: number; text: string; options: RenderOptions }) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage({ id, tree: JSON.stringify(renderMarkdown(text, options)) });
});
