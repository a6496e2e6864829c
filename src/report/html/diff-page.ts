import type { DiffVerdict } from '../../model/diff-verdict.ts';
import { headline } from '../diff-text.ts';
import { acceptances } from './allow-list.ts';
import { defaultsBars, recordedBars } from './bars.ts';
import { changeList } from './change-list.ts';
import { filterBar } from './filter-bar.ts';
import { html, Markup } from './markup.ts';
import { notCompared } from './not-compared.ts';
import { pageScript, pageScriptHash, pageStyle, pageStyleHash } from './page-assets.generated.ts';
import { settingsTable } from './settings.ts';
import { syscallMap } from './syscall-map.ts';
import { verdictHead } from './verdict-head.ts';

// Nothing is loaded from anywhere, and no script or style runs but the two that are in the page: what a profile or a
// recording holds is text, and would stay so were it not escaped.
const policy = `default-src 'none'; style-src '${pageStyleHash}'; script-src '${pageScriptHash}'; base-uri 'none'; form-action 'none'`;

/** A verdict of `diff` as one HTML page without anything outside it. Pure; the same verdict gives the same bytes. */
export function diffPage(verdict: DiffVerdict): string {
  const families = new Map(verdict.map.flatMap(({ family, calls }) => calls.map(({ syscall }) => [syscall, family])));
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${headline(verdict)} – seccinch</title>
<style>${new Markup(pageStyle)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the changes</a>
<header>
<div class="top"><p class="brand">seccinch <span>diff</span></p><button type="button" id="theme" class="control">Dark</button></div>
${verdictHead(verdict)}</header>
<main id="main">
${filterBar(verdict)}${syscallMap(verdict)}${changeList(verdict.changes, families)}${settingsTable(verdict)}${defaultsBars(verdict)}${recordedBars(verdict)}${acceptances(verdict)}${notCompared(verdict)}</main>
<footer><p>Made by <code>seccinch diff -o html</code>. This page is one file and loads nothing.</p></footer>
<script>${new Markup(pageScript)}</script>
</body>
</html>
`.toString();
}
