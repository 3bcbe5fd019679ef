import { usePage } from '../../page.ts';
import { addressOf } from '../../router.ts';
import { projectsText } from '../../text/projects.ts';
import { Until } from '../../view/ago.tsx';
import { FaultNotice } from '../../view/fault.tsx';
import { useAct } from '../../ui/act.ts';
import { Blank, Notice, Skeleton } from '../../ui/bits.tsx';
import { Button } from '../../ui/button.tsx';
import { useLoad } from '../../ui/load.tsx';

const text = projectsText.invitation;

/** What an invitation's link leads to: says who invites into what, and lets the person in. */
export function Invitation({ code }: { code: string }) {
  const { api, router } = usePage();
  const load = useLoad(() => api.invitations.preview.mutate({ code }));
  const { busy, problem, act } = useAct();
  const accept = (): Promise<boolean> =>
    act(async () => {
      const { projectId } = await api.invitations.accept.mutate({ code });
      router.go(addressOf(projectId, null, ''), { replace: true });
    });
  const fault = load.fault.value;
  const found = load.data.value;
  const ended = fault !== null && (fault.kind === 'missing' || fault.kind === 'refused');
  return (
    <main class="lone">
      {ended && <Blank icon="circleSlash" title={text.endedTitle} hint={text.endedHint} />}
      {fault !== null && !ended && <FaultNotice fault={fault} onRetry={() => void load.reload()} />}
      {fault === null && found === null && <Skeleton />}
      {found !== null && (
        <Blank
          icon="person"
          title={text.title(found.projectName)}
          hint={
            <>
              {found.invitedBy === null ? text.invited : text.invitedBy(found.invitedBy)} {text.role[found.role]} {text.until} <Until at={found.expiresAt} />.
            </>
          }
        >
          <Button variant="primary" busy={busy.value} onClick={() => void accept()}>
            {text.accept}
          </Button>
          {problem.value !== null && (
            <Notice tone="danger" live>
              {problem.value}
            </Notice>
          )}
        </Blank>
      )}
    </main>
  );
}
