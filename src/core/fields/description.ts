import { asText, holds, plain, refuses } from './field.ts';
import type { Field } from './field.ts';

/** GitHub's limit of a body, in characters. */
export const LONGEST_BODY = 65_536;

/** The whole body, byte for byte; a body that nobody edited here is never written. */
export const description: Field = {
  ...plain,
  key: 'description',
  kind: 'text',
  name: 'Description',
  empty: '',
  read: (issue) => issue.body,
  project: (value) => {
    const text = asText(value);
    if (text.length > LONGEST_BODY && Array.from(text).length > LONGEST_BODY) {
      return refuses(`GitHub takes at most ${LONGEST_BODY} characters in a body`);
    }
    return holds(text);
  },
  write: (patch, value) => {
    patch.body = asText(value);
  },
  show: (value) => {
    const text = asText(value);
    const lines = text === '' ? 0 : text.split('\n').length;
    return lines === 0 ? 'empty' : `${lines} ${lines === 1 ? 'line' : 'lines'}`;
  },
};
