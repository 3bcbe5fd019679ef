import { asTextOrNull, holds, plain } from './field.ts';
import type { Field } from './field.ts';

export const milestone: Field = {
  ...plain,
  key: 'milestone',
  name: 'Milestone',
  read: (issue) => issue.milestone?.title ?? null,
  project: (value) => holds(asTextOrNull(value)),
  write: (patch, value) => {
    patch.milestone = asTextOrNull(value);
  },
};
