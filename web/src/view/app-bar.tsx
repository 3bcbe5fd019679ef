import type { ComponentChildren } from 'preact';
import { usePage } from '../page.ts';
import type { LiveState } from '../state/live.ts';
import { keepFor } from '../state/kept.ts';
import * as text from '../text.ts';
import type { Theme } from '../theme.ts';
import type { IconName } from '../icons.ts';
import { Avatar, initials } from './avatars.tsx';
import { Icon } from './icon.tsx';

const THEME_ICONS: { [T in Theme]: IconName } = { auto: 'deviceDesktop', light: 'sun', dark: 'moon' };
const THEMES = Object.keys(THEME_ICONS) as Theme[];

/** Ends the session here and on the server, then shows the door. */
async function signOut(): Promise<void> {
  keepFor(null);
  await fetch('/api/auth/logout', { method: 'POST' }).catch(() => undefined);
  location.assign('/');
}

/** What is personal: the account, the theme, the way out. */
function AccountMenu() {
  const { theme, menus, viewer, router } = usePage();
  const login = viewer.value?.login;
  const name = viewer.value?.name ?? login;
  // What is seen is part of the name, for whoever speaks to their computer.
  const label = login === undefined || name === undefined ? text.accountMenu.unknown : text.accountMenu.label(initials(name), login);
  const open = (event: MouseEvent & { currentTarget: HTMLElement }): void => {
    const themes = THEMES.map((value) => ({ value, label: text.accountMenu.themes[value], icon: <Icon name={THEME_ICONS[value]} /> }));
    const own = [{ value: 'account', label: text.accountMenu.account, icon: <Icon name="person" /> }];
    const out = [{ value: 'sign-out', label: text.accountMenu.signOut, icon: <Icon name="signOut" /> }];
    menus.show({
      anchor: event.currentTarget,
      title: login ?? text.accountMenu.title,
      options: () => (login === undefined ? themes : [...own, ...themes, ...out]),
      selected: [theme.value],
      multiple: false,
      searchable: false,
      onChange([value]) {
        if (value === 'account') router.go('/account');
        else if (value === 'sign-out') void signOut();
        else theme.value = value as Theme;
      },
    });
  };
  return (
    <button type="button" class="account" aria-haspopup="listbox" aria-label={label} title={label} onClick={open}>
      {name === undefined ? <Icon name="person" /> : <Avatar name={name} title={label} />}
    </button>
  );
}

function LiveMark({ state }: { state: LiveState }) {
  const { online } = usePage();
  const shown = online.value ? state : 'offline';
  return (
    <span class={`live live-${shown}`} role="status" title={text.live.hint[shown]}>
      <span class="dot" />
      <span class="live-word">{text.live[shown]}</span>
    </span>
  );
}

/** The bar on top of every screen: where we are, whether it is live, and what is personal. */
export function AppBar({ crumb, live }: { crumb?: ComponentChildren; live?: LiveState }) {
  const { helpOpen } = usePage();
  return (
    <header class="app-bar">
      <a class="brand" href="/projects" aria-label={`${text.product}: ${text.projects.crumb}`}>
        <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
          <rect width="32" height="32" rx="8" class="brand-ground" />
          <path d="M8 13h13l-4-4M24 19H11l4 4" class="brand-arrows" />
        </svg>
        <span class="brand-name">{text.product}</span>
      </a>
      {crumb === undefined ? (
        <h1 class="hidden">{text.product}</h1>
      ) : (
        <>
          <span class="crumb-divider" aria-hidden="true">
            /
          </span>
          <h1 class="crumb" dir="auto">
            {crumb}
          </h1>
        </>
      )}
      <span class="app-bar-end">
        {live !== undefined && <LiveMark state={live} />}
        <button
          type="button"
          class="icon-button only-keyboard"
          aria-label={text.help.open}
          title={`${text.help.open} (?)`}
          onClick={() => (helpOpen.value = true)}
        >
          <Icon name="question" />
        </button>
        <AccountMenu />
      </span>
    </header>
  );
}
