import { text } from '../../text.ts';
import { Skeleton } from '../../ui/bits.tsx';

export default function Account({ section }: { section: string | null }) {
  return (
    <main class="screen" data-section={section}>
      <h2 class="hidden">{text.accountMenu.account}</h2>
      <Skeleton />
    </main>
  );
}
