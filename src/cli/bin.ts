#!/usr/bin/env node
const args = process.argv.slice(2);

// The version is asked for by scripts, often: no command, no parser is loaded for it.
if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  const { version } = await import('./version.ts');
  process.stdout.write(`${version()}\n`);
} else {
  const { main } = await import('./main.ts');
  process.exitCode = await main(args);
}
