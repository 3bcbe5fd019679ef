import { number, plural } from './count.ts';

/** So many actions, in words. */
export const actionCount = (count: number): string => plural(count, 'action', 'actions');

/** Words about actions that the first screen and others use. */
export const fields = {
  title: 'Title', description: 'Description', status: 'Status', priority: 'Priority', category: 'Category', tags: 'Labels', assignees: 'Assignees',
  milestone: 'Milestone', dueDate: 'Due date', issueType: 'Issue type',
} as Record<string, string>;

export const none = 'None';

export const newAction = 'New action';

export const view = { label: 'View', list: 'List', board: 'Board' };

export const own = (typed: string) => `Use “${typed}”`;

export const change = (field: string) => `Change ${field.toLowerCase()}`;

export const select = (title: string) => `Select “${title}”`;

export const bulk = {
  changed: (count: number) => `${actionCount(count)} changed.`,
  some: (done: number, refused: number, reason: string) => `${actionCount(done)} changed, ${number(refused)} not: ${reason}`,
  none: (reason: string) => `Nothing was changed: ${reason}`,
};

export const keys = [
  [['j'], 'Next action'],
  [['k'], 'Previous action'],
  [['Enter'], 'Open the action'],
  [['e'], 'Edit its description'],
  [['x'], 'Select it'],
  [['Shift', 'x'], 'Select up to it'],
  [['s'], 'Change status'],
  [['p'], 'Change priority'],
  [['l'], 'Change labels'],
  [['a'], 'Change assignees'],
  [['c'], 'New action'],
  [['/'], 'Search'],
  [['Ctrl', 'K'], 'Commands'],
  [['Esc'], 'Close what is open'],
  [['?'], 'This help'],
] as [string[], string][];
