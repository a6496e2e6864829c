/** Waits, or until `over` fires. Gives whether it still has not fired. */
export async function sleep(milliseconds: number, over: AbortSignal): Promise<boolean> {
  if (over.aborted) return false;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      over.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    over.addEventListener('abort', done);
  });
  return !over.aborted;
}

/** Resolves when a signal fires, at once when it has. */
export function fired(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
