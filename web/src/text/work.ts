import { actionCount } from './actions.ts';
import { number } from './count.ts';

/** Words of the screens on which actions are worked; fetched with them. */
export const archived = 'Archived';

export const bulk = {
  region: 'Selected actions',
  selected: (count: number, atLeast: boolean) => `${number(count)}${atLeast ? '+' : ''} selected`,
  all: (count: number, atLeast: boolean) => (atLeast ? 'Select all that match' : `Select all ${number(count)}`),
  clear: 'Clear selection',
  confirmTitle: (count: number) => `Write to ${number(count)} issues on GitHub?`,
  confirm: (limit: number) => `More than ${number(limit)} issues at once are written to only when somebody has seen which.`,
  confirmAction: 'Change them',
  andMore: (count: number) => `and ${number(count)} more`,
  more: 'More fields',
  archive: 'Archive',
  sync: 'Sync again',
  syncing: (count: number) => `${actionCount(count)} synced again now.`,
};

export const board = {
  region: 'Board',
  column: (name: string, count: number) => `${name}: ${actionCount(count)}`,
  empty: 'Nothing here',
  more: 'Show more',
  hint: 'Arrow keys walk over the cards; with Shift they move one to the column beside.',
  moved: (title: string, status: string) => `“${title}” moved to ${status}.`,
};

export const detail = {
  content: 'Details',
  close: 'Close details',
  back: 'Back to the list',
  status: 'Status',
  created: 'Created',
  updated: 'Updated',
  description: 'Description',
  noDescription: 'No description.',
  history: 'History',
  noHistory: 'Nothing has changed yet.',
  missing: 'This action does not exist, or you may not see it.',
  failed: 'The details could not be loaded.',
  edit: 'Edit',
  tick: 'Task',
  editTitle: 'Edit title',
  write: 'Write',
  preview: 'Preview',
  nothing: 'Nothing to preview.',
  save: 'Save',
  saveKey: 'Ctrl Enter saves, Esc leaves',
  cancel: 'Cancel',
  discard: 'Discard what you wrote?',
  meanwhile: 'The description was changed by somebody else while you were writing. Saving joins both where their lines differ.',
  collided: 'Somebody else changed the same lines. Yours is still here: look at theirs, then save over it or take it.',
  theirs: 'Theirs now',
  takeTheirs: 'Take theirs',
  meanwhileNow: (now: string) => (now === '' ? 'Somebody else emptied it while you were writing.' : `Somebody else made it “${now}” while you were writing.`),
  unsaved: 'Not saved yet.',
  discardMine: 'Discard',
  overwrite: 'Save mine over it',
  tickLost: 'The description was changed meanwhile: look again and tick once more.',
  more: 'More',
  archive: 'Archive',
  unarchive: 'Take out of the archive',
  archivedNote: { person: 'This action is archived: it is in no list, and nothing of it is synced until it is taken out.', filter: 'The filters of the integration keep this issue out; its action returns when the issue does.', deleted: 'This action was deleted.' },
  remove: 'Delete action',
  removeTitle: 'Delete this action?',
  removed: { detach: 'Its issue stays on GitHub as it is, and is no longer synced.', close: 'Its issue on GitHub is closed as not planned, and is no longer synced.', leave: 'Its issue stays on GitHub and is kept in step behind the scenes.', none: 'It has no issue on GitHub.' },
  removeHistory: 'Its history stays, and it can be brought back.',
  undelete: 'Bring back',
  gone: 'The action was deleted.',
  copyLink: 'Copy link',
  issue: 'Issue',
  issueStates: { open: 'Open', completed: 'Closed as completed', not_planned: 'Closed as not planned', duplicate: 'Closed as duplicate', closed: 'Closed' },
  locked: 'Conversation locked',
  making: (repository: string) => `Its issue is being created in ${repository}.`,
  refusedIssue: (repository: string) => `No issue could be created in ${repository}.`,
  empty: 'Empty',
  restore: 'Restore',
  restoreThis: (field: string) => `Restore ${field} as it was`,
  restored: 'Restored.',
  image: 'Picture',
  showText: 'Show the former text',
  invalidNumber: 'That is no number.',
  invalidDate: 'That is no whole date.',
};

export const trouble = {
  retry: 'Retry',
  retrying: 'It is being tried again.',
  open: 'Open on GitHub',
  resolve: 'Resolve the conflict',
};

export const pulls = {
  title: 'Pull requests',
  none: 'No pull request is linked.',
  add: 'Link',
  link: 'Link a pull request',
  which: 'Pull request',
  whichHint: 'Its address, owner/name#12, or #12 of the issue’s own repository.',
  submit: 'Link it',
  linked: 'The pull request is linked.',
  unlinked: 'The pull request is no longer linked.',
  unlink: (name: string) => `Unlink ${name}`,
  states: { draft: 'Draft', open: 'Open', review_requested: 'Review requested', approved: 'Approved', merged: 'Merged', closed: 'Closed' },
  into: (branch: string) => `into ${branch}`,
  by: (who: string | null) => `linked by ${who ?? 'somebody'}`,
};

export const kinds = {
  created: 'created this action', archived: 'archived this action', unarchived: 'took this action out of the archive', deleted: 'deleted this action',
  detached: 'detached this action from its issue', linked: 'linked this action to its issue', moved: 'moved the issue', lost: 'was overwritten:', restored: 'restored', resolved: 'settled',
} as Record<string, string>;

export const history = {
  someone: 'Someone',
  on: { github: 'on GitHub', lockstep: 'in Lockstep' },
  fields: {
    title: 'the title',
    description: 'the description',
    status: 'the status',
    priority: 'the priority',
    category: 'the category',
    tags: 'the labels',
    assignees: 'the assignees',
    milestone: 'the milestone',
  } as Record<string, string>,
  changed: (field: string) => `changed ${field}`,
  from: 'from',
  to: 'to',
  added: 'added',
  removed: 'removed',
  empty: 'nothing',
};

export const create = {
  title: 'New action',
  name: 'Title',
  description: 'Description',
  placeholder: 'Markdown, as on GitHub',
  issue: 'Issue on GitHub',
  noIssue: 'No issue',
  submit: 'Create action',
  another: 'Create another',
  done: (title: string) => `“${title}” was created.`,
  open: 'Open',
  needsTitle: 'An action needs a title.',
};

export const palette = {
  title: 'Commands',
  placeholder: 'Type a command or search…',
  go: (name: string) => `Go to ${name}`,
  search: (words: string) => `Search actions for “${words}”`,
  set: (field: string, value: string) => `${field}: ${value}`,
  nothing: 'No command fits',
  on: (count: number) => `For ${actionCount(count)}`,
  screens: { projects: 'All projects' },
};
