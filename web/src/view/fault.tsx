import type { Fault } from '../api.ts';
import { usePage } from '../page.ts';
import { signInAddress } from '../router.ts';
import * as text from '../text.ts';
import { Icon } from './icon.tsx';

function words(fault: Fault): { title: string; hint: string } {
  switch (fault.kind) {
    case 'refused':
      return { title: text.fault.refused.title, hint: fault.reason };
    case 'stale':
    case 'cancelled':
      return text.fault.server;
    case 'offline':
    case 'signedOut':
    case 'missing':
    case 'server':
      return text.fault[fault.kind];
    default:
      return fault satisfies never;
  }
}

/** One sentence for a call that failed, in the place where it was made. */
export function faultSentence(fault: Fault): string {
  if (fault.kind === 'refused') return fault.reason;
  const { title, hint } = words(fault);
  return `${title}. ${hint}`;
}

/** The door, back to this very place. */
export function SignIn({ small = false }: { small?: boolean }) {
  return (
    <a class={`button ${small ? 'button-small' : 'button-primary'}`} href={signInAddress(usePage().router.here.value)}>
      <Icon name="markGithub" />
      {text.signIn}
    </a>
  );
}

/** Says what went wrong in the place where the content would be, and the one way on. */
export function FaultNotice({ fault, onRetry }: { fault: Fault; onRetry?: () => void }) {
  const { title, hint } = words(fault);
  return (
    <div class="blank" role="alert">
      <Icon name={fault.kind === 'missing' ? 'circleSlash' : 'alert'} class="blank-icon" />
      <h2>{title}</h2>
      <p>{hint}</p>
      {fault.kind === 'signedOut' || (fault.kind === 'refused' && fault.signIn === true) ? (
        <SignIn />
      ) : fault.kind === 'missing' || onRetry === undefined ? (
        <a class="button" href="/projects">
          {text.fault.home}
        </a>
      ) : (
        <button type="button" class="button" onClick={onRetry}>
          {text.fault.retry}
        </button>
      )}
    </div>
  );
}
