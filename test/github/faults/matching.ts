import { z } from 'zod';
import type { Random } from '../state/random.ts';

/** How often a rule strikes among what it matches; all given conditions must hold. */
export const frequencySchema = z.object({
  /** Only the n-th match, counted from 1. */
  nth: z.int().min(1).optional(),
  /** Chance of each match, drawn from the seed. */
  probability: z.number().min(0).max(1).optional(),
  /** Strikes at most this often, then the rule is spent. */
  count: z.int().min(1).optional(),
});

export type Frequency = z.infer<typeof frequencySchema>;

/** A rule as listed: what it matched and how often it struck. */
export interface Rule<Spec extends Frequency> {
  id: number;
  spec: Spec;
  matched: number;
  struck: number;
}

/** Counts a match and says whether the rule strikes this time. */
export function strikes(rule: Rule<Frequency>, random: Random): boolean {
  const { nth, probability, count } = rule.spec;
  rule.matched += 1;
  if (count !== undefined && rule.struck >= count) return false;
  if (nth !== undefined && rule.matched !== nth) return false;
  if (probability !== undefined && random() >= probability) return false;
  rule.struck += 1;
  return true;
}

export interface RuleBook<Spec extends Frequency> {
  rules: Rule<Spec>[];
  add(spec: Spec): Rule<Spec>;
  /** Removes one rule, or all. */
  clear(id?: number): void;
}

export function createRuleBook<Spec extends Frequency>(): RuleBook<Spec> {
  const rules: Rule<Spec>[] = [];
  let lastId = 0;
  return {
    rules,
    add(spec) {
      lastId += 1;
      const rule = { id: lastId, spec, matched: 0, struck: 0 };
      rules.push(rule);
      return rule;
    },
    clear(id) {
      if (id === undefined) rules.length = 0;
      else rules.splice(0, rules.length, ...rules.filter((rule) => rule.id !== id));
    },
  };
}
