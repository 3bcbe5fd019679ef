/** A route of the REST API as data: what it takes, what it answers, and the procedures of the page's API that do it. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Db } from '../../store/db.ts';
import type { Asker } from '../trpc/services.ts';
import type { PageCaller } from './page-caller.ts';

type Shape = z.ZodObject;

export interface Asked<P extends Shape, Q extends Shape, B extends z.ZodType> {
  /** The page's procedures, asked as whoever sent the request: they check the rights. */
  page: PageCaller;
  asker: Asker;
  params: z.output<P>;
  query: z.output<Q>;
  body: z.output<B>;
  request: FastifyRequest;
  reply: FastifyReply;
  db: Db;
}

export interface Spec<P extends Shape, Q extends Shape, B extends z.ZodType, A extends z.ZodType> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`. */
  path: string;
  tag: string;
  summary: string;
  description?: string;
  params: P;
  query?: Q;
  body?: B;
  headers?: Shape;
  answer: A;
  /** Of the answer; 200 unless given. */
  status?: 200 | 201 | 202 | 204;
  run: (asked: Asked<P, Q, B>) => Promise<z.input<A>>;
}

/** With the types of its parts taken away, so that routes can stand in one list. */
export type Route = Spec<Shape, Shape, z.ZodType, z.ZodType>;

const none = z.object({});

export function route<P extends Shape, A extends z.ZodType, Q extends Shape = typeof none, B extends z.ZodType = z.ZodUnknown>(spec: Spec<P, Q, B, A>): Route {
  return spec;
}

const id = z.string().regex(/^\d{1,15}$/, 'is no id');

export const params = {
  none,
  project: z.object({ project: id }),
  action: z.object({ project: id, action: id }),
};

export { id };
