export interface SeedLabel {
  name: string;
  color: string;
  description: string | null;
}

const label = (name: string, color: string, description: string | null = null): SeedLabel => ({ name, color, description });

/** Labels that every repository of the demo has: GitHub's own and the team's ways of working. */
const COMMON: readonly SeedLabel[] = [
  label('bug', 'd73a4a', "Something isn't working"),
  label('enhancement', 'a2eeef', 'New feature or request'),
  label('documentation', '0075ca', 'Improvements or additions to documentation'),
  label('duplicate', 'cfd3d7', 'This issue or pull request already exists'),
  label('question', 'd876e3', 'Further information is requested'),
  label('wontfix', 'ffffff', 'This will not be worked on'),
  label('good first issue', '7057ff', 'Good for newcomers'),
  label('help wanted', '008672', 'Extra attention is needed'),
  label('in progress', 'fbca04', 'Somebody is on it'),
  label('blocked', 'b60205', 'Waits for something outside the team'),
  label('needs: reproduction', 'e99695', 'We cannot make it happen yet'),
];

const PRIORITIES: readonly SeedLabel[] = [
  label('P0', 'b60205', 'Drop everything'),
  label('P1', 'd93f0b', 'This week'),
  label('P2', 'fbca04', 'This month'),
  label('P3', '0e8a16', 'Some day'),
];

/** Labels by repository. `mobile` words its priorities differently on purpose: teams do. */
export const LABELS = {
  storefront: [
    ...COMMON,
    ...PRIORITIES,
    label('area: checkout', 'c5def5'),
    label('area: search', 'c5def5'),
    label('area: catalog', 'c5def5'),
    label('area: account', 'c5def5'),
    label('accessibility ♿', '5319e7', 'Keyboard, screen reader, contrast'),
    label('🌍 i18n', '1d76db', 'Languages, currencies, right-to-left'),
    label('🔥 regression', 'ee0701', 'Worked in the last release'),
    label('performance', 'f9d0c4', null),
    label('design: needs mockup', 'bfd4f2', 'Waits for a drawing'),
  ],
  mobile: [
    ...COMMON,
    label('priority: critical', 'b60205', 'Crash or loss of data'),
    label('priority: high', 'd93f0b', null),
    label('priority: medium', 'fbca04', null),
    label('priority: low', '0e8a16', null),
    label('platform: iOS', '1d76db', null),
    label('platform: Android', '0e8a16', null),
    label('area: push notifications', 'c5def5'),
    label('area: offline', 'c5def5'),
    label('area: payments', 'c5def5'),
    label('💥 crash', 'ee0701', 'Reported by the crash collector'),
    label('タブレット', 'bfdadc', 'Tablet layouts'),
  ],
  platform: [
    ...COMMON,
    ...PRIORITIES,
    label('area: orders', 'c5def5'),
    label('area: inventory', 'c5def5'),
    label('area: billing', 'c5def5'),
    label('area: infra', 'c5def5'),
    label('incident follow-up', 'e11d21', 'Promised in a postmortem'),
    label('security', 'b60205', 'Handle with care'),
    label('tech debt', 'd4c5f9', null),
    label('kind/migration', '006b75', 'Touches the schema'),
  ],
} as const satisfies Record<string, readonly SeedLabel[]>;

export interface SeedMilestone {
  title: string;
  description: string | null;
  state: 'open' | 'closed';
  /** Days from now: negative is past; null has no due date. */
  dueInDays: number | null;
  createdDaysAgo: number;
}

const milestone = (
  title: string,
  state: SeedMilestone['state'],
  dueInDays: number | null,
  createdDaysAgo: number,
  description: string | null = null,
): SeedMilestone => ({ title, description, state, dueInDays, createdDaysAgo });

/** Milestones by repository: closed ones, an overdue open one, dated and undated open ones. */
export const MILESTONES = {
  storefront: [
    milestone('2025 Q2', 'closed', -505, 640, 'Checkout in one page, faster category pages.'),
    milestone('Autumn sale', 'closed', -390, 470, 'Everything that has to hold on the first day of the sale.'),
    milestone('Spring collection', 'closed', -230, 340),
    milestone('Checkout v3', 'open', -9, 150, 'Overdue by the payment provider; see the weekly notes.'),
    milestone('Holiday freeze', 'open', 17, 80, 'Nothing risky is merged after this date.'),
    milestone('Backlog', 'open', null, 600),
  ],
  mobile: [
    milestone('5.8', 'closed', -310, 400),
    milestone('5.9', 'closed', -150, 300, 'Last release for the old minimum systems.'),
    milestone('6.0', 'open', 24, 170, 'New navigation, offline lists, tablets 📱'),
    milestone('6.1', 'open', 95, 60),
    milestone('Someday', 'open', null, 500, 'Ideas that nobody has promised.'),
  ],
  platform: [
    milestone('Order service split', 'closed', -260, 520, 'One database per service.'),
    milestone('Peak readiness 2025', 'closed', -375, 480),
    milestone('Peak readiness 2026', 'open', 3, 130, 'Load 4 times that of an ordinary Saturday.'),
    milestone('Leave the old warehouse API', 'open', 60, 220),
  ],
} as const satisfies Record<string, readonly SeedMilestone[]>;
