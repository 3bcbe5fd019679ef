import type { CustomKind } from './schema.ts';

/** Which places on an issue can hold which kind of field; a section of the text holds any. */
export const CARRIES: Record<CustomKind, readonly string[]> = {
  text: ['issueField', 'issueType', 'milestone', 'labelPrefix', 'section'],
  single_select: ['issueField', 'issueType', 'milestone', 'labelPrefix', 'section', 'projectField'],
  multi_select: ['issueField', 'labelPrefix', 'section'],
  person: ['issueField', 'labelPrefix', 'section'],
  number: ['issueField', 'labelPrefix', 'section'],
  date: ['issueField', 'labelPrefix', 'section'],
};
