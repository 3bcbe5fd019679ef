import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { IntegrationShape } from '../../../../src/http/trpc/integration-shapes.ts';
import { createEditing, EditingContext, rawOf, type Settings } from '../../editors/editing.ts';
import { useSaving } from '../../editors/save.tsx';
import { usePage } from '../../page.ts';
import { integrationText } from '../../text/integration.ts';
import { inboxText as words } from '../../text/sync.ts';
import * as text from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { choicesOf, SelectField } from '../../ui/field.tsx';
import { Loaded, useLoad } from '../../ui/load.tsx';
import { useConnection } from '../../ui/room.ts';

type Policy = Settings['conflictPolicy'];
type Props = { field: string; name: string; onClose: () => void };

const POLICIES = choicesOf(integrationText.policies);

/** The policy of a field, and the mappings with another one for it; a field of the project's own begins with `custom.` */
function policyIn({ mappings, conflictPolicy }: Settings, field: string, wanted?: Policy): { policy: Policy; mappings: Settings['mappings'] } {
  const rule = mappings.custom.find(({ key }) => `custom.${key}` === field) ?? mappings[field as 'title'];
  const next = { ...rule, conflictPolicy: wanted };
  const changed = 'key' in next ? { custom: mappings.custom.map((one) => (one === rule ? next : one)) } : { [field]: next };
  return { policy: rule.conflictPolicy ?? conflictPolicy, mappings: { ...mappings, ...changed } as Settings['mappings'] };
}

/** From now on, for this field: who wins. Saved like any change of the settings, with what that asks back. */
export function PolicyDialog(props: Props) {
  const { api } = usePage();
  const { projectId } = useConnection();
  const load = useLoad(() => api.integrations.get.query({ projectId }));
  const integration = load.data.value;
  if (integration !== null) return <Wired key={integration.version} integration={integration} {...props} />;
  return (
    <Dialog title={words.policyTitle(props.name)} onClose={props.onClose}>
      <Loaded load={load} lines={2}>{() => null}</Loaded>
    </Dialog>
  );
}

function Wired({ integration, ...props }: Props & { integration: IntegrationShape }) {
  const { api } = usePage();
  const { projectId } = useConnection();
  const editing = useMemo(() => createEditing(api, projectId, integration), []);
  useEffect(() => editing.stop, []);
  return <EditingContext.Provider value={editing}><Choice integration={integration} {...props} /></EditingContext.Provider>;
}

function Choice({ integration: { settings, version }, field, name, onClose }: Props & { integration: IntegrationShape }) {
  const { api, toasts } = usePage();
  const { projectId } = useConnection();
  const { policy } = policyIn(settings, field);
  const wanted = useSignal<Policy>(policy);
  const { busy, save, dialogs } = useSaving(
    (more) => api.integrations.update.mutate({ projectId, expectedVersion: version, settings: rawOf({ ...settings, mappings: policyIn(settings, field, wanted.peek()).mappings }), ...more }),
    () => {
      toasts.show({ tone: 'info', about: 'policy', text: words.policySaved(name), act: null });
      onClose();
    },
  );
  return (
    <Dialog
      title={words.policyTitle(name)}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{text.ui.cancel}</Button>
          <Button variant="primary" busy={busy} disabled={wanted.value === policy} onClick={save}>{text.ui.save}</Button>
        </>
      }
    >
      <SelectField label={words.fromNowOnFor(name)} hint={`${integrationText.policyHints[wanted.value]} ${words.policyHint}`} value={wanted.value} choices={POLICIES} onValue={(value) => (wanted.value = value as Policy)} />
      {dialogs}
    </Dialog>
  );
}
