import { initTRPC, TRPCError } from '@trpc/server';
import { z } from 'zod';
import type { OwnRight, ProjectRight, Verdict } from '../../core/policy.ts';
import { GitHubError } from '../../github/errors.ts';
import { ProjectEnding } from '../../store/ending.ts';
import { LimitReached } from '../../store/project-limits.ts';
import { SignInAgain } from '../../sync/access/user-tokens.ts';
import type { Asker, PageServices } from './services.ts';
import type { Action } from './shapes.ts';

/**
 * What a procedure is about, for the policy: the right it takes, and the field of its input that
 * names the project or the action. A procedure that does not say is refused to everybody.
 */
export type Meta =
  | { right: ProjectRight; project: string }
  | { right: ProjectRight; action: string }
  | { right: OwnRight };

/** What is asked of the policy; ids as they came, whatever they are. */
export type Question =
  | { right: ProjectRight; projectId: string }
  | { right: ProjectRight; actionId: string }
  | { right: OwnRight };

export type Ask = (asker: Asker, question: Question) => Promise<Verdict>;

export type PageContext = { services: PageServices; viewer: Asker | null; ask: Ask };

/** Rides as the cause of a CONFLICT; the formatter below hands `current` to the page. */
export class StaleVersion extends Error {
  readonly current: Action;
  constructor(current: Action) {
    super('the action was changed in the meantime');
    this.name = 'StaleVersion';
    this.current = current;
  }
}

const t = initTRPC.context<PageContext>().meta<Meta>().create({
  isDev: false,
  errorFormatter({ shape, error }) {
    // What went wrong inside is for the log; it may name tables, hosts or people.
    const message = error.code === 'INTERNAL_SERVER_ERROR' ? 'Something went wrong on the server.' : shape.message;
    const current = error.cause instanceof StaleVersion ? error.cause.current : null;
    // Only the person can mend this: the page offers the door.
    const signInAgain = error.cause instanceof SignInAgain;
    return { ...shape, message, data: { ...shape.data, current, signInAgain } };
  },
});

export const router = t.router;

const inputFields = z.record(z.string(), z.unknown()).catch({});

function questionOf(meta: Meta | undefined, input: unknown): Question {
  if (meta === undefined) throw new TRPCError({ code: 'FORBIDDEN', message: 'No rule says who may do this.' });
  const field = (name: string): string => z.string().catch('').parse(inputFields.parse(input)[name]);
  if ('project' in meta) return { right: meta.right, projectId: field(meta.project) };
  if ('action' in meta) return { right: meta.right, actionId: field(meta.action) };
  return meta;
}

function refusal(verdict: Exclude<Verdict, 'allowed'>, question: Question, { caller }: Asker): TRPCError {
  // Not a member and no such thing look alike from outside.
  if (verdict === 'hidden') return new TRPCError({ code: 'NOT_FOUND', message: `There is no such ${'actionId' in question ? 'action' : 'project'}.` });
  return new TRPCError({ code: 'FORBIDDEN', message: caller.kind === 'session' ? 'Your role does not allow this.' : 'The scopes of this token, or the role behind it, do not allow this.' });
}

/**
 * A procedure for a signed-in viewer, who must have the right that its `meta` names. Without a
 * viewer it is UNAUTHORIZED; what they may not see is NOT_FOUND, what they may not do FORBIDDEN.
 */
export const member = t.procedure.use(async ({ ctx, meta, getRawInput, next }) => {
  if (ctx.viewer === null) throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Sign in to go on.' });
  const question = questionOf(meta, await getRawInput());
  const verdict = await ctx.ask(ctx.viewer, question);
  if (verdict !== 'allowed') throw refusal(verdict, question, ctx.viewer);
  const answer = await next({ ctx: { services: ctx.services, viewer: ctx.viewer } });
  if (!answer.ok) throw forPeople(answer.error);
  return answer;
});

/** What went wrong that a person can mend comes with the sentence that says how, and not as an error of the service. */
function forPeople(error: TRPCError): TRPCError {
  const { cause } = error;
  if (error.code !== 'INTERNAL_SERVER_ERROR') return error;
  if (cause instanceof SignInAgain || cause instanceof GitHubError || cause instanceof ProjectEnding || cause instanceof LimitReached) return new TRPCError({ code: 'FORBIDDEN', message: cause.message, cause });
  if (isUnreadable(cause)) return new TRPCError({ code: 'BAD_REQUEST', message: 'A time in the request, or in its cursor, is none that can be.' });
  if (isUnstorable(cause)) return new TRPCError({ code: 'BAD_REQUEST', message: 'A text holds the character U+0000, which cannot be stored. Take it out.' });
  return error;
}

/** A cursor or a date of somebody's own making: invalid_datetime_format, datetime_field_overflow. */
function isUnreadable(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && (cause.code === '22007' || cause.code === '22008');
}

/** PostgreSQL keeps no U+0000, neither in text nor in JSON: character_not_in_repertoire, untranslatable_character. */
function isUnstorable(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && (cause.code === '22021' || cause.code === '22P05');
}
