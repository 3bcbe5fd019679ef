import { asText, holds, plain, refuses } from './field.ts';
import type { Field } from './field.ts';

/** GitHub's limit, in characters. */
const LONGEST = 256;

export const title: Field = {
  ...plain,
  key: 'title',
  name: 'Title',
  empty: '',
  read: (issue) => issue.title,
  project: (value) => {
    const text = asText(value);
    if (text.trim() === '') return refuses('GitHub takes no empty title');
    if (text.length > LONGEST && Array.from(text).length > LONGEST) {
      return refuses(`GitHub takes at most ${LONGEST} characters in a title`);
    }
    return holds(text);
  },
  write: (patch, value) => {
    patch.title = asText(value);
  },
};
