import type { StatusCategory } from '../../src/http/trpc/shapes.ts';
import { characters } from './characters.ts';
import { actionsText } from './text/actions.ts';
import { shellText } from './text/ui.ts';

const number = new Intl.NumberFormat('en');
const rules = new Intl.PluralRules('en');

const plural = (count: number, one: string, other: string): string =>
  `${number.format(count)} ${rules.select(count) === 'one' ? one : other}`;

const TITLE_MAX = 80;

/** A title within a sentence: quoted, cut where it is long, kept from turning the sentence around. */
const quoted = (title: string): string => {
  const all = characters(title);
  const short = all.length > TITLE_MAX ? `${all.slice(0, TITLE_MAX - 1).join('').trimEnd()}…` : title;
  return `“\u2068${short}\u2069”`;
};

/** Every word a person reads on the page. */
export const text = {
  ...shellText,
  actions: actionsText,
  product: 'Lockstep',
  number: (value: number) => number.format(value),
  title: (...parts: string[]) => [...parts, 'Lockstep'].join(' · '),
  projects: {
    title: 'Projects',
    none: 'No project yet',
    noneHint: 'Projects that you are a member of appear here. Make one, and link the repositories whose issues it works on.',
    new: 'New project',
    actions: (count: number) => plural(count, 'action', 'actions'),
    repositories: (count: number) => plural(count, 'repository', 'repositories'),
    crumb: 'All projects',
  },
  live: {
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
  },
  signInBanner: 'GitHub can no longer be asked in your name; what is private is hidden.',
  offlineBanner: 'You are offline. What you see may be out of date; it catches up by itself when you are back.',
  sync: {
    region: 'Linked repositories',
    private: 'Private repository',
    states: { waiting: 'Waiting to start', pulling: 'First sync', live: 'In step', paused: 'Paused', failed: 'Needs attention' },
    pulled: (pulled: number, total: number | null) =>
      total === null ? `${number.format(pulled)} issues so far` : `${number.format(pulled)} of ${number.format(total)}`,
    again: 'Syncing again',
    progress: (name: string, again: boolean) => (again ? `Syncing ${name} again` : `First sync of ${name}`),
    more: (count: number) => `${number.format(count)} more`,
    fewer: 'Show fewer',
  },
  tabs: { label: 'Filter by status', all: 'All' },
  search: { label: 'Search actions', placeholder: 'Search titles, descriptions, labels, #numbers', clear: 'Clear search' },
  filters: {
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
  },
  loading: 'Loading…',
  menu: { find: 'Find…', nothing: 'Nothing matches' },
  list: {
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
    assignedTo: (names: string[]) => `Assigned to ${new Intl.ListFormat('en').format(names)}`,
    local: 'Not on GitHub',
    updated: (when: string) => `updated ${when}`,
  },
  mark: {
    pending: 'Pushing…',
    braked: 'Held',
    attention: 'Needs attention',
    inStep: 'In step with GitHub',
    sentences: {
      pending: 'Your change is on its way to GitHub.',
      braked: 'Writing this to GitHub waits for a lead.',
      conflict: 'Both sides changed the same field. Until someone decides, neither value is overwritten.',
      inStep: 'In step with GitHub',
      local: 'This action has no issue on GitHub.',
    },
  },
  priority: {
    names: { urgent: 'Urgent', high: 'High', medium: 'Medium', low: 'Low' },
    label: (name: string) => `Priority: ${name}`,
    none: 'No priority',
  },
  category: { todo: 'To do', in_progress: 'In progress', done: 'Done', cancelled: 'Cancelled' } satisfies Record<StatusCategory, string>,
  detail: {
    label: 'Action details',
    content: 'Details',
    close: 'Close details',
    back: 'Back to the list',
    status: 'Status',
    priority: 'Priority',
    assignees: 'Assignees',
    labels: 'Labels',
    milestone: 'Milestone',
    category: 'Category',
    created: 'Created',
    updated: 'Updated',
    nobody: 'Nobody',
    description: 'Description',
    noDescription: 'No description.',
    history: 'History',
    noHistory: 'Nothing has changed yet.',
    missing: 'This action does not exist, or you may not see it.',
    failed: 'The details could not be loaded.',
  },
  history: {
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
  },
  update: {
    done: (title: string, status: string) => `${quoted(title)} is now ${status}.`,
    undo: 'Undo',
    retry: 'Try again',
    applyAnyway: 'Apply mine',
    stale: (title: string, now: string) =>
      `${quoted(title)} was changed by someone else first${now === '' ? '' : ` (now ${now})`}, so your change was not applied.`,
    back: (title: string, reason: string) => `${quoted(title)} was set back: ${reason}`,
    missing: (title: string) => `${quoted(title)} no longer exists.`,
  },
  fault: {
    retry: 'Try again',
    home: 'All projects',
    offline: { title: 'The server cannot be reached', hint: 'Check your connection.' },
    signedOut: { title: 'You are signed out', hint: 'Sign in again to go on where you were.' },
    missing: { title: 'There is nothing here', hint: 'The project does not exist, or you are not a member of it.' },
    server: { title: 'Something went wrong', hint: 'The server could not answer. It has been noted; please try again.' },
    refused: { title: 'That is not possible' },
  },
  toasts: { region: 'Notices', dismiss: 'Dismiss' },
  help: {
    title: 'Keyboard shortcuts',
    open: 'Keyboard shortcuts',
    close: 'Close',
    keys: actionsText.keys,
  },
};
