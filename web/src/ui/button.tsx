import type { ComponentChildren, TargetedMouseEvent } from 'preact';
import type { IconName } from '../icons.ts';
import { Icon } from '../view/icon.tsx';

type Look = {
  variant?: 'default' | 'primary' | 'danger' | 'plain' | undefined;
  small?: boolean | undefined;
  icon?: IconName | undefined;
};

type ButtonProps = Look & {
  /** Under way: cannot be pressed again, and says so. */
  busy?: boolean;
  disabled?: boolean;
  type?: 'button' | 'submit';
  /** A fuller name than the words on it. */
  label?: string | undefined;
  expanded?: boolean;
  onClick?: (event: TargetedMouseEvent<HTMLButtonElement>) => void;
  children: ComponentChildren;
};

const classes = ({ variant = 'default', small = false }: Look): string => `button button-${variant}${small ? ' button-small' : ''}`;

/** A button. While `busy` or `disabled` it keeps the focus, and does nothing. */
export function Button({ icon, busy = false, disabled = false, type = 'button', label, expanded, onClick, children, ...look }: ButtonProps) {
  const idle = busy || disabled;
  return (
    <button
      type={type}
      class={classes(look)}
      aria-label={label}
      aria-expanded={expanded}
      aria-disabled={idle ? 'true' : undefined}
      aria-busy={busy ? 'true' : undefined}
      onClick={(event) => (idle ? event.preventDefault() : onClick?.(event))}
    >
      {(busy || icon !== undefined) && <Icon name={busy ? 'sync' : (icon ?? 'sync')} class={busy ? 'turning' : ''} />}
      {children}
    </button>
  );
}

/** A link that looks like a button; to another host it opens a page of its own. */
export function ButtonLink({ icon, href, external = false, children, ...look }: Look & { href: string; external?: boolean; children: ComponentChildren }) {
  return (
    <a class={classes(look)} href={href} {...(external ? { target: '_blank', rel: 'noopener noreferrer' } : {})}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
      {external && <Icon name="linkExternal" />}
    </a>
  );
}

type IconButtonProps = { icon: IconName; label: string; disabled?: boolean; onClick: (event: TargetedMouseEvent<HTMLButtonElement>) => void };

/** A button that shows only an icon; `label` is its name and its tooltip. */
export function IconButton({ icon, label, disabled = false, onClick }: IconButtonProps) {
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} aria-disabled={disabled ? 'true' : undefined} onClick={(event) => !disabled && onClick(event)}>
      <Icon name={icon} />
    </button>
  );
}
