import { useSignalEffect } from '@preact/signals';
import type { Page } from '../page.ts';
import { PageContext } from '../page.ts';
import { text } from '../text.ts';
import { AppBar } from './app-bar.tsx';
import { FaultNotice } from './fault.tsx';
import { HelpDialog } from './help.tsx';
import { MenuHost } from './menu.tsx';
import { ProjectScreen } from './project-screen.tsx';
import { ProjectsScreen } from './projects-screen.tsx';
import { ToastHost } from './toasts.tsx';

function Screen({ page }: { page: Page }) {
  const place = page.router.place.value;
  switch (place.screen) {
    case 'projects':
      return <ProjectsScreen />;
    case 'actions':
      // A project of its own session: the key ends the one before.
      return <ProjectScreen key={place.projectId} projectId={place.projectId} />;
    default:
      return (
        <>
          <AppBar />
          <main class="lone">
            <FaultNotice fault={{ kind: 'missing' }} />
          </main>
        </>
      );
  }
}

export function App({ page }: { page: Page }) {
  useSignalEffect(() => {
    if (page.router.place.value.screen !== 'actions') document.title = text.product;
  });
  return (
    <PageContext.Provider value={page}>
      <div class="app">
        {!page.online.value && (
          <p class="banner" role="status">
            {text.offlineBanner}
          </p>
        )}
        <Screen page={page} />
      </div>
      <MenuHost />
      <HelpDialog />
      <ToastHost />
    </PageContext.Provider>
  );
}
