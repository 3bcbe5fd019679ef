import { text } from '../../text.ts';
import { Skeleton } from '../../ui/bits.tsx';

export default function Screen() {
  return (
    <main class="screen">
      <h2 class="hidden">{text.nav.conflicts}</h2>
      <Skeleton />
    </main>
  );
}
