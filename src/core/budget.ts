/** Where blocks of API budgets are remembered, so that every process heeds what one of them was told. */
export interface BudgetStore {
  /** Seconds until the owner may call again; 0 when it may now. */
  blockedFor(owner: string): Promise<number>;
  /** GitHub asked the owner to be silent for that long. */
  block(owner: string, seconds: number): Promise<void>;
}
