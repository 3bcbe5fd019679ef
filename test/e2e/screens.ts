/** Every screen of the page over the project in memory: its address, what shows that it is whole, and what can be opened on it. */
import type { Page } from 'playwright-core';

export const PROJECT = '/projects/7';
export const INVITATION = `/invitations/lsti_${'0'.repeat(64)}`;

type Open = (page: Page) => Promise<void>;

const press = (name: string | RegExp, shown: string): Open => async (page) => {
  await page.getByRole('button', { name }).first().click();
  await page.locator(shown).first().waitFor();
};

/** Something is moved, and what this would do is looked at before it is saved. */
const changed: Open = async (page) => {
  await page.getByRole('button', { name: 'Move Open', exact: true }).press('ArrowDown');
  await press('What would this change do?', 'dialog .preview')(page);
};

const made: Open = async (page) => {
  await page.getByLabel('What it is for').fill('nightly report');
  await press('Make a token', '.secret')(page);
};

export const SCREENS: [path: string, whole: string, open?: Open][] = [
  ['/projects', 'a.card'],
  ['/projects/new', 'form.form', press('Create project', '.field-error')],
  [INVITATION, '.blank .button-primary'],
  [PROJECT, '.row'],
  [`${PROJECT}?view=board`, '.board-card'],
  [`${PROJECT}/actions/1000`, '.pulls'],
  [`${PROJECT}/sync`, '.figure'],
  [`${PROJECT}/sync`, '.figure', press('Call off writes', 'dialog .consequences')],
  [`${PROJECT}/history`, '.log-row', press(/^What changed/, '.log-detail')],
  [`${PROJECT}/conflicts`, '.conflict', press('Merge by hand', '.conflict-merge')],
  [`${PROJECT}/conflicts`, '.conflict', press(/^From now on/, 'dialog select')],
  [`${PROJECT}/settings/general`, '.settings-body select'],
  [`${PROJECT}/settings/repositories`, '.settings-body .line', press(/^Unlink/, 'dialog .consequences')],
  [`${PROJECT}/settings/sync`, '.segmented'],
  [`${PROJECT}/settings/filters`, '.settings-body .segmented'],
  [`${PROJECT}/settings/keys`, '.settings-body ol', changed],
  [`${PROJECT}/settings/mappings`, '.settings-body .source', press('Issue type', '.source > .field-hint')],
  [`${PROJECT}/settings/fields`, '.settings-body .table'],
  [`${PROJECT}/settings/people`, '.settings-body .table + *, .settings-body .line', press('Make a link', '.secret')],
  [`${PROJECT}/settings/alerts`, '.settings-body .webhook', press(/^Messages/, '.webhook-messages .table')],
  [`${PROJECT}/settings/alerts`, '.settings-body .webhook', press('Add a webhook', 'dialog input')],
  [`${PROJECT}/settings/tokens`, '.settings-body .table', made],
  [`${PROJECT}/settings/audit`, '.settings-body .table'],
  [`${PROJECT}/settings/danger`, '.settings-body .button-danger', press(/^Disconnect/, 'dialog .consequences')],
  [`${PROJECT}/setup/github`, '.line'],
  [`${PROJECT}/setup/repositories`, '.line'],
  [`${PROJECT}/setup/sync`, '.segmented'],
  [`${PROJECT}/setup/mappings`, '.source'],
  [`${PROJECT}/setup/preview`, '.preview'],
  [`${PROJECT}/setup/activate`, '.pull'],
  ['/account/sessions', '.line'],
  ['/account/tokens', '.table'],
  ['/account/privacy', '.button-danger', press(/^Delete/, 'dialog .consequences')],
];

/** What shows all there is without asking the server for anything. */
export const WITHOUT_READING = ['/projects/new', `${PROJECT}/settings/danger`];
