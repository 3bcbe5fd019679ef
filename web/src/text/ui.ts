/** Words of the shell and of the parts that every screen is made of. */
export const ui = {
  cancel: 'Cancel',
  save: 'Save',
  close: 'Close',
  more: 'Load more',
  copy: 'Copy',
  copied: 'Copied',
  typeToConfirm: (phrase: string) => `Type “${phrase}” to confirm`,
  noSection: 'No section has this address.',
  chunkTitle: 'This screen could not be loaded',
  chunkHint: 'The network failed, or Lockstep was updated meanwhile. Nothing of yours is lost.',
};

export const nav = {
  label: 'Project',
  actions: 'Actions',
  sync: 'Sync',
  history: 'History',
  conflicts: 'Conflicts',
  settings: 'Settings',
  open: 'open',
};

export const accountMenu = {
  label: (initials: string, login: string) => `Account ${initials}: signed in as ${login}`,
  unknown: 'Account',
  title: 'Account',
  account: 'Your account',
  signOut: 'Sign out',
  themes: { auto: 'System theme', light: 'Light theme', dark: 'Dark theme' },
};

export const signIn = 'Sign in with GitHub';
