import { useCurrentInView } from './in-view.ts';

/** The sections of a screen, each an address of its own. */
export function SideNav<S extends string>({ label, sections, current, hrefOf }: { label: string; sections: Record<S, string>; current: S; hrefOf: (section: S) => string }) {
  const row = useCurrentInView<HTMLElement>(current);
  return (
    <nav ref={row} class="side-nav" aria-label={label}>
      <ul role="list">
        {(Object.keys(sections) as S[]).map((one) => (
          <li key={one}>
            <a href={hrefOf(one)} aria-current={one === current ? 'page' : undefined}>
              {sections[one]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
