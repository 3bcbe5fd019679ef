import * as work from '../../text/work.ts';
import { Notice } from '../../ui/bits.tsx';
import { Button } from '../../ui/button.tsx';

const words = work.detail;

/** What was written and is not saved. @param theirs what somebody else made of it meanwhile: whose it gets is for the person to say */
export function Unsaved({ theirs, onSave, onLeave }: { theirs: string | null; onSave: () => void; onLeave: () => void }) {
  const mine = theirs === null;
  return (
    <Notice tone="attention" live>
      {mine ? words.unsaved : words.meanwhileNow(theirs)}
      <p class="chips">
        <Button small onClick={onSave}>
          {mine ? words.save : words.overwrite}
        </Button>
        <Button small onClick={onLeave}>
          {mine ? words.discardMine : words.takeTheirs}
        </Button>
      </p>
    </Notice>
  );
}
