import alert from '@primer/octicons/build/svg/alert-16.svg?raw';
import arrowDown from '@primer/octicons/build/svg/arrow-down-16.svg?raw';
import arrowRight from '@primer/octicons/build/svg/arrow-right-16.svg?raw';
import arrowUp from '@primer/octicons/build/svg/arrow-up-16.svg?raw';
import check from '@primer/octicons/build/svg/check-16.svg?raw';
import chevronRight from '@primer/octicons/build/svg/chevron-right-16.svg?raw';
import circleSlash from '@primer/octicons/build/svg/circle-slash-16.svg?raw';
import dash from '@primer/octicons/build/svg/dash-16.svg?raw';
import deviceDesktop from '@primer/octicons/build/svg/device-desktop-16.svg?raw';
import flag from '@primer/octicons/build/svg/flag-16.svg?raw';
import flame from '@primer/octicons/build/svg/flame-16.svg?raw';
import inbox from '@primer/octicons/build/svg/inbox-16.svg?raw';
import issueClosed from '@primer/octicons/build/svg/issue-closed-16.svg?raw';
import issueOpened from '@primer/octicons/build/svg/issue-opened-16.svg?raw';
import linkExternal from '@primer/octicons/build/svg/link-external-16.svg?raw';
import lock from '@primer/octicons/build/svg/lock-16.svg?raw';
import markGithub from '@primer/octicons/build/svg/mark-github-16.svg?raw';
import milestone from '@primer/octicons/build/svg/milestone-16.svg?raw';
import moon from '@primer/octicons/build/svg/moon-16.svg?raw';
import person from '@primer/octicons/build/svg/person-16.svg?raw';
import question from '@primer/octicons/build/svg/question-16.svg?raw';
import repo from '@primer/octicons/build/svg/repo-16.svg?raw';
import search from '@primer/octicons/build/svg/search-16.svg?raw';
import skip from '@primer/octicons/build/svg/skip-16.svg?raw';
import sun from '@primer/octicons/build/svg/sun-16.svg?raw';
import sync from '@primer/octicons/build/svg/sync-16.svg?raw';
import triangleDown from '@primer/octicons/build/svg/triangle-down-16.svg?raw';
import unlink from '@primer/octicons/build/svg/unlink-16.svg?raw';
import x from '@primer/octicons/build/svg/x-16.svg?raw';
import archive from '@primer/octicons/build/svg/archive-16.svg?raw';
import board from '@primer/octicons/build/svg/project-16.svg?raw';
import image from '@primer/octicons/build/svg/image-16.svg?raw';
import kebab from '@primer/octicons/build/svg/kebab-horizontal-16.svg?raw';
import pencil from '@primer/octicons/build/svg/pencil-16.svg?raw';
import rows from '@primer/octicons/build/svg/rows-16.svg?raw';
import undo from '@primer/octicons/build/svg/undo-16.svg?raw';
import copy from '@primer/octicons/build/svg/copy-16.svg?raw';
import conflict from '@primer/octicons/build/svg/git-merge-16.svg?raw';
import gear from '@primer/octicons/build/svg/gear-16.svg?raw';
import history from '@primer/octicons/build/svg/history-16.svg?raw';
import info from '@primer/octicons/build/svg/info-16.svg?raw';
import pulse from '@primer/octicons/build/svg/pulse-16.svg?raw';
import signOut from '@primer/octicons/build/svg/sign-out-16.svg?raw';
import plus from '@primer/octicons/build/svg/plus-16.svg?raw';
import trash from '@primer/octicons/build/svg/trash-16.svg?raw';
import grabber from '@primer/octicons/build/svg/grabber-16.svg?raw';
import key from '@primer/octicons/build/svg/key-16.svg?raw';
import shield from '@primer/octicons/build/svg/shield-16.svg?raw';
import play from '@primer/octicons/build/svg/play-16.svg?raw';
import pull from '@primer/octicons/build/svg/git-pull-request-16.svg?raw';
import pullClosed from '@primer/octicons/build/svg/git-pull-request-closed-16.svg?raw';
import pullDraft from '@primer/octicons/build/svg/git-pull-request-draft-16.svg?raw';
import eye from '@primer/octicons/build/svg/eye-16.svg?raw';

/** The paths of an octicon's file: drawn as elements, so that no text is ever parsed as markup. */
const paths = (svg: string): string[] => [...svg.matchAll(/ d="([^"]+)"/g)].map((match) => match[1] ?? '');

/** Octicons have no half-filled circle, the usual sign for work in progress; same ring as theirs. */
const halfCircle = [
  'M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0ZM1.5 8a6.5 6.5 0 1 0 13 0 6.5 6.5 0 0 0-13 0Z',
  'M8 3.5a4.5 4.5 0 0 1 0 9Z',
];

export const icons = {
  alert: paths(alert),
  arrowDown: paths(arrowDown),
  arrowRight: paths(arrowRight),
  arrowUp: paths(arrowUp),
  check: paths(check),
  chevronRight: paths(chevronRight),
  circleSlash: paths(circleSlash),
  dash: paths(dash),
  deviceDesktop: paths(deviceDesktop),
  flag: paths(flag),
  flame: paths(flame),
  halfCircle,
  inbox: paths(inbox),
  issueClosed: paths(issueClosed),
  issueOpened: paths(issueOpened),
  linkExternal: paths(linkExternal),
  lock: paths(lock),
  markGithub: paths(markGithub),
  milestone: paths(milestone),
  moon: paths(moon),
  person: paths(person),
  question: paths(question),
  repo: paths(repo),
  search: paths(search),
  skip: paths(skip),
  sun: paths(sun),
  sync: paths(sync),
  triangleDown: paths(triangleDown),
  unlink: paths(unlink),
  x: paths(x),
  archive: paths(archive),
  board: paths(board),
  image: paths(image),
  kebab: paths(kebab),
  pencil: paths(pencil),
  rows: paths(rows),
  undo: paths(undo),
  copy: paths(copy),
  conflict: paths(conflict),
  gear: paths(gear),
  history: paths(history),
  info: paths(info),
  pulse: paths(pulse),
  signOut: paths(signOut),
  plus: paths(plus),
  trash: paths(trash),
  grabber: paths(grabber),
  key: paths(key),
  shield: paths(shield),
  play: paths(play),
  pull: paths(pull),
  pullClosed: paths(pullClosed),
  pullDraft: paths(pullDraft),
  eye: paths(eye),
};

export type IconName = keyof typeof icons;
