import tmp from 'tmp';

tmp.setGracefulCleanup();

/** A private folder for one test, gone when the test process ends. */
export function temporaryFolder(): string {
  return tmp.dirSync({ prefix: 'seccinch-test-', unsafeCleanup: true }).name;
}
