import { member, router } from './base.ts';
import { viewer } from './shapes.ts';

export const account = router({
  get: member.output(viewer).query(({ ctx }) => ctx.viewer),
});
