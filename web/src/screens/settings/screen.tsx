import type { ComponentType } from 'preact';
import { screenAddress } from '../../router.ts';
import { settingsText as text } from '../../text/settings.ts';
import { Blank } from '../../ui/bits.tsx';
import { useConnection, useProjectShape } from '../../ui/room.ts';
import { Sections } from '../../ui/sections.tsx';
import { Alerts } from './alerts.tsx';
import { Audit } from './audit.tsx';
import { Danger } from './danger.tsx';
import { General } from './general.tsx';
import { EditedSection } from './edited.tsx';
import { People } from './people.tsx';
import { Repositories } from './repositories.tsx';
import { ProjectTokens } from './tokens.tsx';

type Section = keyof typeof text.sections;

/** Sections of their own; the others are editors of the integration's settings. */
const OWN: { [S in Section]?: ComponentType } = { general: General, repositories: Repositories, people: People, alerts: Alerts, tokens: ProjectTokens, audit: Audit, danger: Danger };

export function Settings({ section: asked }: { section: string | null }) {
  const { projectId } = useConnection();
  const { role } = useProjectShape();
  if (role !== 'lead') {
    return (
      <main class="screen">
        <Blank icon="lock" title={text.onlyLeads} />
      </main>
    );
  }
  return (
    <Sections label={text.title} sections={text.sections} asked={asked} hrefOf={(one) => screenAddress(projectId, 'settings', one)}>
      {(section) => {
        const Own = OWN[section];
        return Own === undefined ? <EditedSection section={section as 'sync'} /> : <Own key={section} />;
      }}
    </Sections>
  );
}
