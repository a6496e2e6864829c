#!/usr/bin/env node
// Stands for `gh api` and the comments of GitHub, which cannot be had in a test: keeps them in the file FAKE_COMMENTS, and
// every call beside them. Answers like a server that refuses where FAKE_REFUSES is set.
import { readFileSync, writeFileSync } from 'node:fs';

const args = process.argv.slice(2);
const file = process.env.FAKE_COMMENTS ?? '';
const state = JSON.parse(readFileSync(file, 'utf8'));
state.calls.push({ args, token: process.env.GH_TOKEN });
/** @param {string} name */
const after = (name) => args[args.indexOf(name) + 1] ?? '';
const method = args.includes('--method') ? after('--method') : 'GET';
const address = args.find((word) => word.startsWith('repos/')) ?? '';
const refused = process.env.FAKE_REFUSES === method || args[0] !== 'api';

if (!refused && method === 'GET') {
  const [, start = '?'] = /startswith\("(.*?)"\)/.exec(after('--jq')) ?? [];
  for (const { id, login, body } of state.comments) {
    if (body.startsWith(start)) process.stdout.write(`${id}\t${login}\n`);
  }
}
if (!refused && method !== 'GET') {
  const [, path = ''] = /^body=@(.*)$/s.exec(after('-F')) ?? [];
  const body = readFileSync(path, 'utf8');
  const [, id] = /^repos\/shop\/web\/issues\/comments\/(\d+)$/.exec(address) ?? [];
  if (method === 'PATCH') state.comments.find((/** @type {{ id: number }} */ one) => one.id === Number(id)).body = body;
  else if (/^repos\/shop\/web\/issues\/7\/comments$/.test(address)) {
    state.comments.push({ id: 1000 + state.comments.length, login: 'github-actions[bot]', body });
  } else throw new Error(`no such address: ${address}`);
}
writeFileSync(file, JSON.stringify(state));
if (refused) {
  process.stderr.write('gh: Resource not accessible by integration (HTTP 403)\n');
  process.exit(1);
}
