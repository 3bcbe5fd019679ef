import { text } from '../../text.ts';
import { Skeleton } from '../../ui/bits.tsx';

export default function Setup({ step }: { step: string | null }) {
  return (
    <main class="screen" data-step={step}>
      <h2 class="hidden">{text.nav.settings}</h2>
      <Skeleton />
    </main>
  );
}
