/**
 * Writes text to standard output or standard error and waits until it is taken. A reader that has gone away (EPIPE, as
 * with `| head`; EIO, a closed terminal) is not an error: the rest is dropped and `false` returned.
 */
export function writeStream(stream: NodeJS.WriteStream, text: string): Promise<boolean> {
  if (text === '') return Promise.resolve(true);
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'EPIPE' || error.code === 'EIO') resolve(false);
      else reject(error);
    };
    stream.once('error', onError);
    stream.write(text, (error) => {
      if (error) return;
      stream.removeListener('error', onError);
      resolve(true);
    });
  });
}
