import { useSignalEffect } from '@preact/signals';
import type { Page } from '../page.ts';
import { PageContext } from '../page.ts';
import * as text from '../text.ts';
import { lazy } from '../ui/lazy.tsx';
import { AppBar } from './app-bar.tsx';
import { FaultNotice, SignIn } from './fault.tsx';
import { HelpDialog } from './help.tsx';
import { MenuHost } from './menu.tsx';
import { ProjectShell } from './project-shell.tsx';
import { ProjectsScreen } from './projects-screen.tsx';
import { ToastHost } from './toasts.tsx';

const NewProject = lazy('NewProject');
const Account = lazy('Account');
const Invitation = lazy('Invitation');

function Screen({ page }: { page: Page }) {
  const place = page.router.place.value;
  if ('projectId' in place) {
    // A project of its own connection: the key ends the one before.
    return <ProjectShell key={place.projectId} place={place} />;
  }
  switch (place.screen) {
    case 'projects':
      return <ProjectsScreen />;
    case 'newProject':
      return (
        <>
          <AppBar crumb={text.projects.new} />
          <NewProject />
        </>
      );
    case 'account':
      return (
        <>
          <AppBar crumb={text.accountMenu.account} />
          <Account section={place.section} />
        </>
      );
    case 'invitation':
      return (
        <>
          <AppBar />
          <Invitation code={place.code} />
        </>
      );
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
    if (!('projectId' in page.router.place.value)) document.title = text.product;
  });
  return (
    <PageContext.Provider value={page}>
      <div class="app">
        {page.online.value ? (
          page.viewer.value?.signInAgain === true && (
            <p class="banner" role="status">
              {text.signInBanner} <SignIn small />
            </p>
          )
        ) : (
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
