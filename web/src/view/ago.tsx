import { ago, exact, until } from '../clock.ts';
import { usePage } from '../page.ts';

/** "3 hours ago", with the exact time in the reader's zone on hover. */
export function Ago({ at, style = 'long' }: { at: string; style?: 'long' | 'narrow' }) {
  const { now } = usePage();
  return (
    <time dateTime={at} title={exact(at)}>
      {ago(at, now.value, style)}
    </time>
  );
}

/** "in 3 days", for what is to come. */
export function Until({ at }: { at: string }) {
  const { now } = usePage();
  return (
    <time dateTime={at} title={exact(at)}>
      {until(at, now.value)}
    </time>
  );
}
