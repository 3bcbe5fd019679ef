import { useSignal } from '@preact/signals';
import { usePage } from '../../page.ts';
import type { AuditLine } from '../../../../src/http/trpc/shapes.ts';
import { settingsText } from '../../text/settings.ts';
import { useAct } from '../../ui/act.ts';
import { Badge, LoadMore, Table } from '../../ui/bits.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { Loaded, useLoad } from '../../ui/load.tsx';
import { useConnection } from '../../ui/room.ts';
import { Ago } from '../../view/ago.tsx';
import { AuditDetail } from './audit-detail.tsx';

const text = settingsText.audit;
const PAGE = 50;
const FORMATS = ['csv', 'json'] as const;

export function Audit() {
  const { api } = usePage();
  const { projectId } = useConnection();
  const more = useSignal(true);
  const { busy, act } = useAct();
  const read = async (before: string | null): Promise<AuditLine[]> => {
    const lines = await api.audit.list.query({ projectId, before, limit: PAGE });
    more.value = lines.length === PAGE;
    return lines;
  };
  const load = useLoad(() => read(null));
  const members = useLoad(() => api.members.list.query({ projectId }));
  return (
    <section class="form">
      <p class="muted">{text.hint}</p>
      <p class="chips">
        {FORMATS.map((format) => (
          <ButtonLink key={format} small href={`/api/export/audit-log?${new URLSearchParams({ project: projectId, format }).toString()}`}>
            {text.download(format)}
          </ButtonLink>
        ))}
      </p>
      <Loaded load={load}>
        {(lines) =>
          lines.length === 0 ? (
            <p>{text.none}</p>
          ) : (
            <>
              <Table label={settingsText.sections.audit} head={text.head}>
                {lines.map((line) => (
                  <tr key={line.id}>
                    <td>
                      <Ago at={line.at} />
                    </td>
                    <td class="audit-who">{line.actor ?? text.who[line.actorKind]}</td>
                    <td>
                      {text.events[line.event] ?? line.event} {line.outcome === 'denied' && <Badge tone="danger">{text.denied}</Badge>}
                    </td>
                    <td>
                      <AuditDetail detail={line.detail} members={members.data.value ?? []} />
                    </td>
                  </tr>
                ))}
              </Table>
              <LoadMore hasMore={more.value} busy={busy.value} onMore={() => void act(async () => (load.data.value = [...lines, ...(await read(lines.at(-1)?.id ?? null))]))} />
            </>
          )
        }
      </Loaded>
    </section>
  );
}
