interface Waiting<T, R> {
  item: T;
  resolve: (result: R) => void;
  reject: (error: unknown) => void;
}

/**
 * Lets calls share work: while a batch is under way the next one gathers, so that a lone call waits for
 * nobody and a flood pays once a batch. One batch at a time: what one costs hardly depends on its size,
 * so few large ones are cheaper than many small ones.
 * @param most items of one batch
 * @param work a result for each item, in their order; where it throws, every item of the batch does
 */
export function gather<T, R>(most: number, work: (items: T[]) => Promise<readonly R[]>): (item: T) => Promise<R> {
  const waiting: Waiting<T, R>[] = [];
  let busy = false;

  async function run(): Promise<void> {
    busy = true;
    while (waiting.length > 0) {
      // Whatever arrived in the same turn comes along.
      await new Promise((resolve) => setImmediate(resolve));
      const batch = waiting.splice(0, most);
      try {
        const results = await work(batch.map(({ item }) => item));
        for (const [index, { resolve }] of batch.entries()) resolve(results[index] as R);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    busy = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!busy) void run();
    });
}
