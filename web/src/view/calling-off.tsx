import type { CallingOffShape } from '../../../src/http/trpc/health-shapes.ts';
import { dashboardText as words } from '../text/sync.ts';
import { Progress } from '../ui/bits.tsx';

/** How far the calling off of writes is; nothing where none is under way. */
export function CallingOff({ of }: { of: CallingOffShape | null }) {
  if (of === null) return null;
  const line = words.callingOff(of.left, of.total);
  return (
    <div>
      <p role="status">{line}</p>
      <Progress label={line} value={of.total - of.left} max={of.total} />
    </div>
  );
}
