import { existsSync } from 'node:fs';

// Docker's, and Podman's (podman-run(1)); an image that was made out of a container has kept the first.
const marks = ['/.dockerenv', '/run/.containerenv'] as const;

/** The file that says that this is a container; nothing where there is none, as in containers of other engines. */
export function containerMark(): string | undefined {
  return marks.find((path) => existsSync(path));
}
