import { connect } from 'node:net';
import { fail, ok, type Result } from '../model/problem.ts';

const defaultHost = 'unix:///var/run/docker.sock';
const patienceMs = 2000;

/**
 * Whether the daemon of Docker takes connections. Only a local socket is asked: for a daemon elsewhere (DOCKER_HOST) this
 * would go over the network, so nothing is known of it. Gives `program-unusable` with the socket and the errno.
 */
export function reachDockerDaemon(host = process.env.DOCKER_HOST || defaultHost): Promise<Result<void> | undefined> {
  const path = /^unix:\/\/(\/.+)$/.exec(host)?.[1];
  if (path === undefined) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const socket = connect(path);
    const end = (result: Result<void>): void => {
      socket.destroy();
      resolve(result);
    };
    const refuse = (why: string): void =>
      end(fail({ kind: 'program-unusable', what: `docker: its daemon at ${path}: ${why}` }));
    socket.setTimeout(patienceMs, () => refuse('no answer'));
    socket.once('connect', () => end(ok(undefined)));
    socket.once('error', (error: NodeJS.ErrnoException) => refuse(error.code ?? error.message));
  });
}
