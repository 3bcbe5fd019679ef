import type { Fault } from '../api.ts';
import { text } from '../text.ts';
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

/** Says what went wrong in the place where the content would be, and the one way on. */
export function FaultNotice({ fault, onRetry }: { fault: Fault; onRetry?: () => void }) {
  const { title, hint } = words(fault);
  return (
    <div class="blank" role="alert">
      <Icon name={fault.kind === 'missing' ? 'circleSlash' : 'alert'} class="blank-icon" />
      <h2>{title}</h2>
      <p>{hint}</p>
      {fault.kind === 'missing' || onRetry === undefined ? (
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
