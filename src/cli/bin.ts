#!/usr/bin/env node
/** What Node itself gives for a top-level await that never settles (process.html#exit-codes). */
const unsettled = 13;

// No top-level await: the bundle is CommonJS, which Node starts faster and which has none.
void run(process.argv.slice(2));

async function run(args: readonly string[]): Promise<void> {
  // The version is asked for by scripts, often: no command, no parser is loaded for it.
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
    const { version } = await import('./version.ts');
    process.stdout.write(`${version()}\n`);
  } else {
    // Until the command has ended: work that never settles, which only a bug can make, must not pass for success.
    process.exitCode = unsettled;
    if (args[0] === 'ingest') (await import('./range-workers.ts')).startEarly(args.slice(1));
    const { main } = await import('./main.ts');
    process.exitCode = await main(args);
  }
}
