/**
 * All that the first screen does without, fetched as one file when any of it is first needed: screens share so much of
 * their parts and words that together they weigh hardly more than the larger half alone.
 */
export { Account } from './account/screen.tsx';
export { Board } from './actions/board.tsx';
export { BulkBar } from './actions/bulk-bar.tsx';
export { Create } from './actions/create.tsx';
export { Detail } from './actions/detail.tsx';
export { Palette } from './actions/palette.tsx';
export { Conflicts } from './conflicts/screen.tsx';
export { History } from './history/screen.tsx';
export { Invitation } from './invitation/screen.tsx';
export { NewProject } from './projects/new.tsx';
export { Settings } from './settings/screen.tsx';
export { Setup } from './setup/screen.tsx';
export { Sync } from './sync/screen.tsx';
