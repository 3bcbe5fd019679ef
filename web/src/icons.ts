import alert from '@primer/octicons/build/svg/alert-16.svg?paths';
import arrowDown from '@primer/octicons/build/svg/arrow-down-16.svg?paths';
import arrowRight from '@primer/octicons/build/svg/arrow-right-16.svg?paths';
import arrowUp from '@primer/octicons/build/svg/arrow-up-16.svg?paths';
import check from '@primer/octicons/build/svg/check-16.svg?paths';
import chevronRight from '@primer/octicons/build/svg/chevron-right-16.svg?paths';
import circleSlash from '@primer/octicons/build/svg/circle-slash-16.svg?paths';
import dash from '@primer/octicons/build/svg/dash-16.svg?paths';
import deviceDesktop from '@primer/octicons/build/svg/device-desktop-16.svg?paths';
import flag from '@primer/octicons/build/svg/flag-16.svg?paths';
import flame from '@primer/octicons/build/svg/flame-16.svg?paths';
import inbox from '@primer/octicons/build/svg/inbox-16.svg?paths';
import issueClosed from '@primer/octicons/build/svg/issue-closed-16.svg?paths';
import issueOpened from '@primer/octicons/build/svg/issue-opened-16.svg?paths';
import linkExternal from '@primer/octicons/build/svg/link-external-16.svg?paths';
import lock from '@primer/octicons/build/svg/lock-16.svg?paths';
import markGithub from '@primer/octicons/build/svg/mark-github-16.svg?paths';
import milestone from '@primer/octicons/build/svg/milestone-16.svg?paths';
import moon from '@primer/octicons/build/svg/moon-16.svg?paths';
import person from '@primer/octicons/build/svg/person-16.svg?paths';
import question from '@primer/octicons/build/svg/question-16.svg?paths';
import repo from '@primer/octicons/build/svg/repo-16.svg?paths';
import search from '@primer/octicons/build/svg/search-16.svg?paths';
import skip from '@primer/octicons/build/svg/skip-16.svg?paths';
import sun from '@primer/octicons/build/svg/sun-16.svg?paths';
import sync from '@primer/octicons/build/svg/sync-16.svg?paths';
import triangleDown from '@primer/octicons/build/svg/triangle-down-16.svg?paths';
import unlink from '@primer/octicons/build/svg/unlink-16.svg?paths';
import x from '@primer/octicons/build/svg/x-16.svg?paths';
import archive from '@primer/octicons/build/svg/archive-16.svg?paths';
import board from '@primer/octicons/build/svg/project-16.svg?paths';
import image from '@primer/octicons/build/svg/image-16.svg?paths';
import kebab from '@primer/octicons/build/svg/kebab-horizontal-16.svg?paths';
import pencil from '@primer/octicons/build/svg/pencil-16.svg?paths';
import rows from '@primer/octicons/build/svg/rows-16.svg?paths';
import undo from '@primer/octicons/build/svg/undo-16.svg?paths';
import copy from '@primer/octicons/build/svg/copy-16.svg?paths';
import conflict from '@primer/octicons/build/svg/git-merge-16.svg?paths';
import gear from '@primer/octicons/build/svg/gear-16.svg?paths';
import history from '@primer/octicons/build/svg/history-16.svg?paths';
import info from '@primer/octicons/build/svg/info-16.svg?paths';
import pulse from '@primer/octicons/build/svg/pulse-16.svg?paths';
import signOut from '@primer/octicons/build/svg/sign-out-16.svg?paths';
import plus from '@primer/octicons/build/svg/plus-16.svg?paths';
import trash from '@primer/octicons/build/svg/trash-16.svg?paths';
import grabber from '@primer/octicons/build/svg/grabber-16.svg?paths';
import pull from '@primer/octicons/build/svg/git-pull-request-16.svg?paths';
import pullClosed from '@primer/octicons/build/svg/git-pull-request-closed-16.svg?paths';
import pullDraft from '@primer/octicons/build/svg/git-pull-request-draft-16.svg?paths';
import eye from '@primer/octicons/build/svg/eye-16.svg?paths';

/** Octicons have no half-filled circle, the usual sign for work in progress; same ring as theirs. */
const halfCircle = [
  'M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0ZM1.5 8a6.5 6.5 0 1 0 13 0 6.5 6.5 0 0 0-13 0Z',
  'M8 3.5a4.5 4.5 0 0 1 0 9Z',
];

export const icons = {
  alert,
  arrowDown,
  arrowRight,
  arrowUp,
  check,
  chevronRight,
  circleSlash,
  dash,
  deviceDesktop,
  flag,
  flame,
  halfCircle,
  inbox,
  issueClosed,
  issueOpened,
  linkExternal,
  lock,
  markGithub,
  milestone,
  moon,
  person,
  question,
  repo,
  search,
  skip,
  sun,
  sync,
  triangleDown,
  unlink,
  x,
  archive,
  board,
  image,
  kebab,
  pencil,
  rows,
  undo,
  copy,
  conflict,
  gear,
  history,
  info,
  pulse,
  signOut,
  plus,
  trash,
  grabber,
  pull,
  pullClosed,
  pullDraft,
  eye,
};

export type IconName = keyof typeof icons;
