import { characters } from './characters.ts';
import { keys } from './text/actions.ts';
import { list as listed, number, plural } from './text/count.ts';

/** Every word a person reads on the page; those of screens that are fetched later stand in files of their own. */
export * as actions from './text/actions.ts';
export { number } from './text/count.ts';
export * from './text/ui.ts';

const TITLE_MAX = 80;

/** A title within a sentence: quoted, cut where it is long, kept from turning the sentence around. */
const quoted = (title: string): string => {
  const all = characters(title);
  const short = all.length > TITLE_MAX ? `${all.slice(0, TITLE_MAX - 1).join('').trimEnd()}…` : title;
  return `“\u2068${short}\u2069”`;
};

export const product = 'Lockstep';

export const title = (...parts: string[]) => [...parts, 'Lockstep'].join(' · ');

export const projects = {
  title: 'Projects',
  none: 'No project yet',
  noneHint: 'Projects that you are a member of appear here. Make one, and link repositories.',
  new: 'New project',
  actions: (count: number) => plural(count, 'action', 'actions'),
  repositories: (count: number) => plural(count, 'repository', 'repositories'),
  crumb: 'All projects',
};

export const live = {
  connecting: 'Connecting…',
  live: 'Live',
  waiting: 'Reconnecting…',
  offline: 'Offline',
  hint: {
    connecting: 'Connecting to live updates',
    live: 'Changes appear here as they happen',
    waiting: 'Live updates are interrupted; trying again',
    offline: 'Your device is offline',
  },
};

export const signInBanner = 'GitHub can no longer be asked in your name; what is private is hidden.';

export const offlineBanner = 'You are offline. What you see may be out of date; it catches up by itself when you are back.';

export const sync = {
  region: 'Linked repositories',
  private: 'Private repository',
  states: { waiting: 'Waiting to start', pulling: 'First sync', live: 'In step', paused: 'Paused', failed: 'Needs attention' },
  pulled: (pulled: number, total: number | null) =>
    total === null ? `${number(pulled)} issues so far` : `${number(pulled)} of ${number(total)}`,
  again: 'Syncing again',
  progress: (name: string, again: boolean) => (again ? `Syncing ${name} again` : `First sync of ${name}`),
  more: (count: number) => `${number(count)} more`,
  fewer: 'Show fewer',
};

export const tabs = { label: 'Filter by status', all: 'All' };

export const search = { label: 'Search actions', placeholder: 'Search titles, descriptions, labels, #numbers', clear: 'Clear search' };

export const filters = {
  region: 'Filters and sorting',
  priority: 'Priority',
  assignee: 'Assignee',
  tag: 'Label',
  repository: 'Repository',
  sort: 'Sort',
  none: { priority: 'No priority', assignee: 'Nobody' },
  chosen: (name: string, count: number) => `${name} ${plural(count, 'choice', 'choices')} made`,
  clear: 'Clear filters',
  sorts: {
    'updated-desc': 'Recently updated',
    'updated-asc': 'Least recently updated',
    'created-desc': 'Newest',
    'created-asc': 'Oldest',
    'priority-desc': 'Highest priority',
    'priority-asc': 'Lowest priority',
    'title-asc': 'Title, A to Z',
    'title-desc': 'Title, Z to A',
  },
};

export const loading = 'Loading…';

export const menu = { find: 'Find…', nothing: 'Nothing matches', set: 'Set', clear: 'Clear' };

export const list = {
  label: 'Actions',
  loading: 'Loading actions…',
  count: (count: number, atLeast = false) => (atLeast ? `More than ${plural(count, 'action', 'actions')}` : plural(count, 'action', 'actions')),
  unseen: (count: number) => `Show ${plural(count, 'update', 'updates')}`,
  more: 'Loading more…',
  moreFailed: 'The next actions could not be loaded.',
  emptyTitle: 'No actions yet',
  emptyHint: 'Issues of the linked repositories appear here as soon as they are pulled.',
  configure: 'Configure workflow',
  pullingTitle: 'The first sync is under way',
  pullingHint: 'Actions appear here by themselves as their issues arrive.',
  why: 'Why is this issue not here?',
  noMatchTitle: 'Nothing matches these filters',
  noMatchHint: 'Try fewer filters, or other words.',
  openOnGithub: (repository: string, issue: number) => `Open ${repository}#${issue} on GitHub`,
  changeStatus: (name: string) => `Status: ${name}. Change status`,
  labels: 'Labels',
  moreLabels: (count: number) => `+${count}`,
  morePeople: (count: number) => `+${count}`,
  assignedTo: (names: string[]) => `Assigned to ${listed(names)}`,
  local: 'Not on GitHub',
  updated: (when: string) => `updated ${when}`,
};

export const mark = {
  pending: 'Pushing…',
  braked: 'Held',
  callingOff: 'Calling off…',
  attention: 'Needs attention',
  inStep: 'In step with GitHub',
  sentences: {
    pending: 'Your change is on its way to GitHub.',
    braked: 'Writing this to GitHub waits for a lead.',
    callingOff: 'Writing this to GitHub is being called off.',
    conflict: 'Both sides changed the same field. Until someone decides, neither value is overwritten.',
    inStep: 'In step with GitHub',
    local: 'This action has no issue on GitHub.',
  },
};

export const priority = {
  names: { urgent: 'Urgent', high: 'High', medium: 'Medium', low: 'Low' },
  label: (name: string) => `Priority: ${name}`,
  none: 'No priority',
};

export const detail = {
  label: 'Action details',
  nobody: 'Nobody',
};

export const update = {
  done: (title: string, status: string) => `${quoted(title)} is now ${status}.`,
  undo: 'Undo',
  retry: 'Try again',
  applyAnyway: 'Apply mine',
  stale: (title: string, now: string) =>
    `${quoted(title)} was changed by someone else first${now === '' ? '' : ` (now ${now})`}, so your change was not applied.`,
  back: (title: string, reason: string) => `${quoted(title)} was set back: ${reason}`,
  missing: (title: string) => `${quoted(title)} no longer exists.`,
};

export const fault = {
  retry: 'Try again',
  home: 'All projects',
  offline: { title: 'The server cannot be reached', hint: 'Check your connection.' },
  signedOut: { title: 'You are signed out', hint: 'Sign in again to go on where you were.' },
  missing: { title: 'There is nothing here', hint: 'The project does not exist, or you are not a member of it.' },
  server: { title: 'Something went wrong', hint: 'The server could not answer. It has been noted; please try again.' },
  refused: { title: 'That is not possible' },
};

export const toasts = { region: 'Notices', dismiss: 'Dismiss' };

export const help = {
  title: 'Keyboard shortcuts',
  open: 'Keyboard shortcuts',
  close: 'Close',
  keys: keys,
};
