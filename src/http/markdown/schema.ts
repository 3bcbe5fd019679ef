import { defaultSchema, type Options } from 'rehype-sanitize';
import { PLACE } from './tasks.ts';

/** GitHub's own rules of what HTML a description may hold, with fewer protocols and the places of tasks. */
export const schema: Options = {
  ...defaultSchema,
  attributes: { ...defaultSchema.attributes, li: [...(defaultSchema.attributes?.['li'] ?? []), PLACE] },
  protocols: { href: ['http', 'https', 'mailto'], src: ['http', 'https'] },
  // Their text is no content either.
  strip: ['script', 'style', 'template', 'noscript', 'iframe', 'object', 'embed', 'svg', 'math', 'title', 'textarea', 'xmp', 'noembed', 'noframes', 'plaintext'],
};
