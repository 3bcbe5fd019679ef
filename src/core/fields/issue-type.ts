import { asTextOrNull, holds, plain } from './field.ts';
import type { Field } from './field.ts';

export const issueType: Field = {
  ...plain,
  key: 'issueType',
  name: 'Issue type',
  read: (issue) => issue.issueType,
  project: (value) => holds(asTextOrNull(value)),
  write: (patch, value) => {
    patch.issueType = asTextOrNull(value);
  },
};
