import type { DiffVerdict } from '../../model/diff-verdict.ts';
import { counted } from '../counts.ts';
import { settingWords } from '../setting-words.ts';
import { html, type Markup } from './markup.ts';

/** What differs besides calls: default action, architectures, flags, whether it loads. */
export function settingsTable({ settings, resolvedFor }: DiffVerdict): Markup {
  if (settings.length === 0) return html``;
  const abi = resolvedFor.abis[0] ?? 'x86_64';
  const rows = settings.map((setting) => {
    // Values are escaped where they are put in.
    const { title, before, after } = settingWords(setting, abi, (text) => text);
    const notes = [
      ...(setting.kind === 'default-action' && setting.calls > 0
        ? [`${counted(setting.calls, 'syscall')} decided otherwise for this alone`]
        : []),
      ...('line' in setting && setting.line !== undefined ? [`line ${setting.line}`] : []),
    ].join(' · ');
    return html`<tr><th scope="row">${title} <small>${notes}</small></th><td>${before}</td><td>${after}</td></tr>\n`;
  });
  return html`<section aria-labelledby="settings">
<h2 id="settings">Settings</h2>
<table><thead><tr><th scope="col">Setting</th><th scope="col">Before</th><th scope="col">Now</th></tr></thead>
<tbody>
${rows}</tbody></table>
</section>
`;
}
