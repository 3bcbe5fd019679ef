import type { Action, ProjectRepository, ProjectStatus } from '../../src/http/trpc/shapes.ts';

export const STATUSES: ProjectStatus[] = [
  { key: 'open', name: 'Open', category: 'todo' },
  { key: 'in_progress', name: 'In progress', category: 'in_progress' },
  { key: 'done', name: 'Done', category: 'done' },
  { key: 'cancelled', name: 'Cancelled', category: 'cancelled' },
];

export const PRIORITIES = ['urgent', 'high', 'medium', 'low'];

export const REPOSITORIES: ProjectRepository[] = [
  { id: '101', fullName: 'harbor-works/ledger', private: false, sync: { state: 'live', pulled: 214, total: 214, error: null, again: false } },
  { id: '102', fullName: 'harbor-works/mobile-app', private: true, sync: { state: 'pulling', pulled: 64, total: 180, error: null, again: false } },
  { id: '103', fullName: 'harbor-works/handbook', private: false, sync: { state: 'live', pulled: 41, total: 41, error: null, again: false } },
];

const TITLES = [
  'Totals drift by one cent when a refund crosses midnight UTC',
  'Let people rename a workspace without losing its links',
  'Import stalls at 99% for archives with more than 65,535 entries',
  'Document how rate limits are shared between tokens',
  'Crash when the clipboard holds only an image',
  'Search should find words inside code blocks',
  'Flaky: scheduler test waits for a clock that never moves',
  'Upgrade the PDF renderer and drop the bundled fonts',
  'דו״ח חודשי אינו נטען כאשר שם הקובץ בעברית',
  'تعذّر حفظ المسودة عند انقطاع الاتصال بالخادم',
  '日本語入力中に Enter を押すと確定前に送信される',
  '🚀 Ship the new onboarding 🎉 (and retire the old one 👋🏽)',
  'Keyboard focus disappears after closing the date picker',
  'Export: add a column for the original currency, the exchange rate used, the date of that rate, and the person who confirmed it, as asked for by the auditors in the spring review',
  'fix(api): 500 on `GET /v2/accounts/{id}/statements?from=&to=` with empty bounds',
  'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnungsentwurf',
  'Dark theme: contrast of disabled buttons is too low',
  'Ask before discarding an unsent comment',
];

const LABELS = [
  'bug', 'enhancement', 'documentation', 'good first issue', 'help wanted', 'question', 'area: billing', 'area: import',
  'area: mobile', 'needs-design', 'regression', 'performance', 'a11y', 'security', 'customer: Österreichische Nationalbibliothek',
];
const PEOPLE = ['maren-holt', 'tobias', 'yuki.tanaka', 'Priya Raman', 'o-lindqvist', 'samuel-adeyemi-okonkwo'];
const MILESTONES = [null, null, '2026.4', 'Autumn clean-up', null];

const DESCRIPTION = `### What happens

Refunds that are booked after 23:00 local time and settle after midnight UTC change the day's total by **one cent**.

- [x] reproduced with the fixture from #118
- [ ] check the other rounding modes

\`\`\`ts
const total = lines.reduce((sum, line) => sum + line.amount, 0n);
\`\`\`

Thanks for looking into this!`;

/** A sequence of numbers in [0, 1) that is the same on every run (Numerical Recipes' LCG). */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** Distinct values: 7 has no factor in common with the lengths of the lists above. */
function some<T>(values: T[], count: number, random: () => number): T[] {
  const start = Math.floor(random() * values.length);
  return values.map((_, index) => values[(start + index * 7) % values.length]).slice(0, count).filter((one) => one !== undefined);
}

function makeAction(index: number, now: number, random: () => number): Action {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const repository = pick(REPOSITORIES);
  const number = 400 - index > 0 ? 400 - index : 4000 + index;
  const updated = now - index * index * 41_000 - Math.floor(random() * 60_000);
  const status = pick(['open', 'open', 'open', 'in_progress', 'done', 'done', 'cancelled']);
  const closed = status === 'done' || status === 'cancelled';
  return {
    id: String(1000 + index),
    title: TITLES[index % TITLES.length] + (index < TITLES.length ? '' : ` (${number})`),
    description: index % 7 === 3 ? '' : DESCRIPTION,
    status,
    priority: pick([...PRIORITIES, null, null]),
    category: pick(['feature', 'defect', null]),
    tags: [...new Set(some(LABELS, index === 5 ? 14 : pick([0, 1, 1, 2, 3, 5]), random))],
    assignees: some(PEOPLE, pick([0, 1, 1, 2, 4]), random),
    milestone: pick(MILESTONES),
    dueDate: index % 6 === 2 ? '2027-03-31' : null,
    issueType: index % 4 === 1 ? 'Bug' : null,
    customFields: index % 5 === 0 ? { estimate: 3, team: 'Payments', steps: 'Open it  \r\n\r\n- twice' } : {},
    issueCreation: null,
    github:
      index % 11 === 9
        ? null
        : {
            repository: repository.fullName,
            number,
            url: `https://github.com/${repository.fullName}/issues/${number}`,
            state: closed ? 'closed' : 'open',
            stateReason: closed ? (status === 'done' ? 'completed' : 'not_planned') : null,
            syncedAt: new Date(updated).toISOString(),
            conflict: index === 4,
            locked: index === 6,
            pending: index === 1 || index === 5,
            braked: index === 5,
            callingOff: index === 6,
            error: index === 7 ? 'GitHub does not let Lockstep set assignees in this repository: the App lacks write access.' : null,
          },
    version: 1,
    createdAt: new Date(updated - 86_400_000 * (1 + Math.floor(random() * 90))).toISOString(),
    updatedAt: new Date(updated).toISOString(),
  };
}

/** Varied actions, newest first: long and right-to-left titles, emoji, many labels, every sync state. */
export function makeActions(count: number, now: number): Action[] {
  const random = sequence(20_261_123);
  return Array.from({ length: count }, (_, index) => makeAction(index, now, random));
}
