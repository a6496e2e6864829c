// The demo's exercise: asks the server for everything it can do, and prints the answers.
const port = Number(process.argv[2]);
for (const path of ['/', '/os', '/gzip', '/child']) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  console.log(`${path.padEnd(7)} ${await response.text()}`);
  if (!response.ok) process.exitCode = 1;
}
