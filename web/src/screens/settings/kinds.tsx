import type { AlertShape } from '../../../../src/http/trpc/alerts.ts';
import { settingsText } from '../../text/settings.ts';
import { Checkbox } from '../../ui/field.tsx';

const text = settingsText.alerts;
export type Kind = AlertShape['kind'];
export const KINDS = Object.keys(text.kinds) as Kind[];

/** Which kinds of alerts: a box for each. */
export function KindBoxes({ label, kinds, onKinds }: { label: string; kinds: readonly Kind[]; onKinds: (kinds: Kind[]) => void }) {
  return (
    <fieldset class="kinds">
      <legend>{label}</legend>
      {KINDS.map((kind) => (
        <Checkbox key={kind} label={text.kinds[kind]} checked={kinds.includes(kind)} onValue={(on) => onKinds(KINDS.filter((one) => (one === kind ? on : kinds.includes(one))))} />
      ))}
    </fieldset>
  );
}
